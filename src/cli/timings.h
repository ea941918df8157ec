#pragma once

#include "isolation/timeline.h"

namespace bulkhead::cli {

// --timings: one line per control and phase, in order, on standard error.
void print_timings(const isolation::Timeline& timeline);

}  // namespace bulkhead::cli
