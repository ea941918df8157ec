#pragma once

#include <cstdint>

namespace bulkhead::sys {

uint64_t monotonic_ns();       // CLOCK_MONOTONIC, nanoseconds
int64_t wall_clock_seconds();  // CLOCK_REALTIME, since the epoch
void sleep_ms(unsigned milliseconds);

}  // namespace bulkhead::sys
