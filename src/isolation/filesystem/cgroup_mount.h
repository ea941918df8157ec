// The mount types "cgroup" and "cgroup2" of the configuration.
#pragma once

#include "isolation/stage.h"

namespace bulkhead::isolation {

Status mount_cgroup(Stage& stage, const oci::Mount& mount);

}  // namespace bulkhead::isolation
