// mounts[] of config.json.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"

namespace bulkhead::oci {

// The options of a mount, sorted by what they do. Flags are MOUNT_ATTR_* bits of mount_setattr(2).
struct MountOptions {
  uint64_t set = 0;
  uint64_t clear = 0;
  uint64_t recursive_set = 0;         // "rro", "rnosuid", ...
  uint64_t recursive_clear = 0;       // "rrw", ...
  std::vector<uint64_t> propagation;  // MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE, each with or without MS_REC
  std::vector<std::string> data;      // what is left, for the file system: "size=64k", "mode=755"
  bool bind = false;
  bool recursive_bind = false;  // "rbind"; implies bind
  bool tmpcopyup = false;
  bool idmap = false;
  bool recursive_idmap = false;
  friend bool operator==(const MountOptions&, const MountOptions&) = default;
};

struct Mount {
  std::string destination;  // absolute after validation
  std::string type;
  std::string source;
  std::vector<std::string> raw_options;  // as written
  MountOptions options;
  IdMap uid_mappings;
  IdMap gid_mappings;
  friend bool operator==(const Mount&, const Mount&) = default;
};

}  // namespace bulkhead::oci
