#include "sys/identity.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/checked.h"

namespace bulkhead::sys {

uint32_t effective_uid() { return ::geteuid(); }
uint32_t effective_gid() { return ::getegid(); }
uint32_t real_uid() { return ::getuid(); }
uint32_t real_gid() { return ::getgid(); }

// The raw calls: glibc's wrappers would signal all threads, and there is one.
Status set_groups(const std::vector<uint32_t>& groups) {
  return check(::syscall(SYS_setgroups, groups.size(), groups.data()),
               [&] { return format("setgroups({} groups)", groups.size()); });
}

Status set_gid(uint32_t gid) {
  return check(::syscall(SYS_setresgid, gid, gid, gid), [&] { return format("setresgid({})", gid); });
}

Status set_uid(uint32_t uid) {
  return check(::syscall(SYS_setresuid, uid, uid, uid), [&] { return format("setresuid({})", uid); });
}

Status new_session() {
  return check(::setsid(), [] { return std::string("setsid()"); });
}

bool is_host_root() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  if (::syscall(SYS_capget, &header, data) < 0) return false;
  if ((data[CAP_SYS_ADMIN / 32].effective & (1u << (CAP_SYS_ADMIN % 32))) == 0) return false;
  // The initial user namespace has a fixed inode number (PROC_USER_INIT_INO, include/linux/proc_ns.h).
  struct stat found {};
  return ::stat("/proc/self/ns/user", &found) == 0 && found.st_ino == 0xEFFFFFFDu;
}

}  // namespace bulkhead::sys
