#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace bulkhead::isolation {

// A list of processors or memory nodes ("0-1,3", cpuset(7)) as bits, the lowest first, as systemd's D-Bus interface takes
// it. Numbers above 8191 are refused: no kernel has so many.
Result<std::vector<uint8_t>> cpu_mask(const std::string& list);

}  // namespace bulkhead::isolation
