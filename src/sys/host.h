// Facts of this machine that a policy asks for.
#pragma once

#include <cstdint>

#include "base/error.h"

namespace bulkhead::sys {

Result<uint64_t> host_memory_bytes();      // sysinfo(2)
Result<uint64_t> open_files_hard_limit();  // of this process, RLIMIT_NOFILE
bool has_pure_cgroup_v2();                 // /sys/fs/cgroup itself is cgroup2

}  // namespace bulkhead::sys
