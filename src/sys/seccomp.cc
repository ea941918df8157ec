#include "sys/seccomp.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/checked.h"

namespace bulkhead::sys {

Status load_seccomp_filter(const std::string& program, uint64_t flags) {
  sock_fprog filter{};
  filter.len = static_cast<unsigned short>(program.size() / sizeof(sock_filter));
  filter.filter = reinterpret_cast<sock_filter*>(const_cast<char*>(program.data()));
  return check(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter),
               [&] { return format("seccomp(SECCOMP_SET_MODE_FILTER, {} instructions)", filter.len); });
}

}  // namespace bulkhead::sys
