// What both modules with labels need: AppArmor and SELinux.
#pragma once

#include "base/error.h"

namespace bulkhead::isolation {

struct Stage;

// Host side: the host's /proc, through which the new process names its own label, however the container's /proc looks.
Status open_proc_for_label(Stage& stage);

}  // namespace bulkhead::isolation
