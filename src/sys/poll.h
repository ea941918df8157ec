// Waiting for several descriptors at once: poll(2).
#pragma once

#include <poll.h>

#include <span>

#include "base/error.h"

namespace bulkhead::sys {

constexpr int no_timeout = -1;

// The number of descriptors that have something to say; 0 after `timeout_ms` or when a signal came. A descriptor of -1
// is skipped.
Result<int> poll(std::span<pollfd> entries, int timeout_ms);

}  // namespace bulkhead::sys
