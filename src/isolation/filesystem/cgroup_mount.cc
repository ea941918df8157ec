#include "isolation/filesystem/cgroup_mount.h"

namespace bulkhead::isolation {

Status mount_cgroup(Stage&, const oci::Mount& mount) {
  return Error::unsupported("mount type " + mount.type + " is not supported yet");
}

}  // namespace bulkhead::isolation
