#include "sys/host.h"

#include <linux/magic.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

#include "sys/checked.h"
#include "sys/file.h"

namespace bulkhead::sys {

Result<uint64_t> host_memory_bytes() {
  struct sysinfo info {};
  TRY(check(::sysinfo(&info), [] { return std::string("sysinfo()"); }));
  return uint64_t{info.totalram} * info.mem_unit;
}

Result<uint64_t> open_files_hard_limit() {
  rlimit limit{};
  TRY(check(::getrlimit(RLIMIT_NOFILE, &limit), [] { return std::string("getrlimit(RLIMIT_NOFILE)"); }));
  return uint64_t{limit.rlim_max};
}

bool has_pure_cgroup_v2() {
  const Result<int64_t> magic = file_system_magic("/sys/fs/cgroup");
  return magic.ok() && magic.value() == CGROUP2_SUPER_MAGIC;
}

}  // namespace bulkhead::sys
