#pragma once

#include "base/error.h"

namespace bulkhead::sys {

// Brings "lo" of the calling process's network namespace up (netdevice(7), SIOCSIFFLAGS).
Status bring_loopback_up();

}  // namespace bulkhead::sys
