#pragma once

#include <cstdint>

namespace bulkhead::isolation {

// cpu.shares of version 1 (2 .. 262144, default 1024) as cpu.weight of version 2 (1 .. 10000, default 100).
uint64_t cpu_weight_of_shares(uint64_t shares);

}  // namespace bulkhead::isolation
