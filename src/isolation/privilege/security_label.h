// What both modules with labels need: AppArmor and SELinux.
#pragma once

#include "base/error.h"

namespace bulkhead::isolation {

struct Stage;

// Host side: the host's /proc, through which the new process names its own label, however the container's /proc looks.
Status open_proc_for_label(Stage& stage);

// The checks and that, for a process that joins a container.
Status prepare_apparmor(Stage& stage);
Status prepare_selinux(Stage& stage);

}  // namespace bulkhead::isolation
