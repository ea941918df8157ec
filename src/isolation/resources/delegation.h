// A container that manages its own cgroups (systemd inside, or a container runtime).
#pragma once

#include "isolation/stage.h"

namespace bulkhead::isolation {

// Gives the container's cgroup to its user, when the configuration mounts cgroup v2 writable in a cgroup namespace of its
// own (runtime-spec, config-linux.md, "Cgroup ownership"). Only the directory and the files of /sys/kernel/cgroup/delegate
// change hands: its limits stay the host's.
Status delegate_cgroup(Stage& stage);

}  // namespace bulkhead::isolation
