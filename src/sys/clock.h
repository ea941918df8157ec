#pragma once

#include <cstdint>

namespace bulkhead::sys {

uint64_t monotonic_ns();              // CLOCK_MONOTONIC, nanoseconds
void sleep_ms(unsigned milliseconds);

}  // namespace bulkhead::sys
