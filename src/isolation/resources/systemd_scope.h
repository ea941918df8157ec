// The systemd cgroup driver: the container's cgroup is a scope of systemd (systemd.scope(5)), delegated, with the limits as
// its properties, so that systemd neither undoes them nor takes the cgroup for its own. Version 2 only.
#pragma once

#include <string>

#include "base/error.h"

namespace bulkhead::isolation {

struct Stage;

struct ScopeName {
  std::string slice;  // "system.slice"
  std::string unit;   // "bulkhead-web.scope"
  friend bool operator==(const ScopeName&, const ScopeName&) = default;
};

// cgroupsPath as engines write it for this driver, "slice:prefix:name"; the default where it is empty.
Result<ScopeName> scope_name(const std::string& cgroups_path, const std::string& id, bool system);

// Starts the scope around a process that only waits, since a scope is not made without one, and fills stage.cgroup. On
// failure that process may be left: end_scope_holder().
Status make_scope(Stage& stage);
// Ends that process: init is in the scope by now, or never will be.
Status end_scope_holder(Stage& stage);

}  // namespace bulkhead::isolation
