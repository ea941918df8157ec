// Capability sets of the calling process (capabilities(7), capset(2) version 3). Bit N is capability number N.
#pragma once

#include <cstdint>

#include "base/error.h"

namespace bulkhead::sys {

struct CapabilitySets {
  uint64_t effective = 0;
  uint64_t permitted = 0;
  uint64_t inheritable = 0;
};

int last_capability();  // of this kernel: /proc/sys/kernel/cap_last_cap, asked by prctl(PR_CAPBSET_READ)
Status drop_bounding_except(uint64_t kept);  // needs CAP_SETPCAP; irrevocable
Status set_capabilities(const CapabilitySets& sets);
Result<CapabilitySets> own_capabilities();
Status set_ambient(uint64_t set);  // clears first; each must be permitted and inheritable (Linux 4.3)

}  // namespace bulkhead::sys
