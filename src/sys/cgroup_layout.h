// How this machine mounts its cgroups (cgroups(7)): one hierarchy of version 2, or one of version 1 per controller, or
// both at once ("hybrid": the controllers on version 1, processes also counted in a version 2 hierarchy).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace bulkhead::sys {

enum class CgroupVersion : uint8_t { v1, v2 };

struct CgroupHierarchy {
  std::string name;   // of its directory: "memory", "cpu,cpuacct", "systemd" (which has no controller), "unified"
  std::string mount;  // "/sys/fs/cgroup/memory"
  CgroupVersion version = CgroupVersion::v1;

  bool carries(std::string_view controller) const;  // version 1: by name
};

struct CgroupLayout {
  std::vector<CgroupHierarchy> hierarchies;  // sorted by name
  bool pure_v2() const { return hierarchies.size() == 1 && hierarchies[0].version == CgroupVersion::v2; }

  // Asks statfs(2) for the magic numbers below /sys/fs/cgroup, which costs microseconds; mountinfo costs milliseconds on
  // a host with many containers. Links to co-mounted controllers ("cpu" -> "cpu,cpuacct") are skipped.
  // Error `unsupported` when nothing is mounted there.
  static Result<CgroupLayout> detect();
};

}  // namespace bulkhead::sys
