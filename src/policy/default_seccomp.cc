#include "policy/default_seccomp.h"

#include <cerrno>

#include "base/parse.h"

namespace bulkhead::policy {
namespace {

using oci::SeccompAction;
using oci::SeccompArgument;
using oci::SeccompOperator;
using oci::SeccompRule;
using Names = std::vector<std::string>;

// What ordinary programs live on, by subject. Each name was put here because software needs it; whatever reaches far into
// the kernel for few users is in the lists further down.
constexpr std::string_view files =
    "access chdir chmod chown chroot close close_range copy_file_range creat dup dup2 dup3 faccessat "
    "faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync "
    "fgetxattr flistxattr flock fremovexattr fsetxattr fstat fstatfs fsync ftruncate futimesat getcwd "
    "getdents getdents64 getxattr getxattrat inotify_add_watch inotify_init inotify_init1 "
    "inotify_rm_watch lchown lgetxattr link linkat listxattr listxattrat llistxattr lremovexattr lseek "
    "lsetxattr lstat mkdir mkdirat mknod mknodat newfstatat open openat openat2 pread64 preadv preadv2 "
    "pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv removexattr removexattrat rename "
    "renameat renameat2 rmdir sendfile setxattr setxattrat splice stat statfs statx symlink symlinkat "
    "sync sync_file_range syncfs tee truncate umask unlink unlinkat utime utimensat utimes write writev";

constexpr std::string_view memory =
    "brk cachestat madvise map_shadow_stack membarrier memfd_create mincore mlock mlock2 mlockall mmap "
    "mprotect mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect "
    "process_madvise process_mrelease remap_file_pages";

constexpr std::string_view processes =
    "arch_prctl capget capset execve execveat exit exit_group fork get_robust_list getcpu getegid "
    "geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getrandom getresgid getresuid "
    "getrlimit getrusage getsid gettid getuid ioprio_get ioprio_set kill landlock_add_rule "
    "landlock_create_ruleset landlock_restrict_self pause pidfd_getfd pidfd_open pidfd_send_signal prctl "
    "prlimit64 rseq sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr "
    "sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr "
    "sched_setparam sched_setscheduler sched_yield seccomp set_robust_list set_tid_address setfsgid "
    "setfsuid setgid setgroups setpgid setpriority setregid setresgid setresuid setreuid setrlimit "
    "setsid setuid sysinfo tgkill times tkill uname vfork wait4 waitid";

constexpr std::string_view signals_and_time =
    "alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep restart_syscall "
    "rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend "
    "rt_sigtimedwait rt_tgsigqueueinfo setitimer sigaltstack signalfd signalfd4 time timer_create "
    "timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime "
    "timerfd_settime";

constexpr std::string_view waiting_and_ipc =
    "epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait "
    "epoll_wait_old eventfd eventfd2 futex futex_requeue futex_wait futex_waitv futex_wake io_cancel "
    "io_destroy io_getevents io_pgetevents io_setup io_submit mq_getsetattr mq_notify mq_open "
    "mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd pipe pipe2 poll ppoll pselect6 "
    "select semctl semget semop semtimedop shmat shmctl shmdt shmget";

// socket() and socketpair() are below, by family.
constexpr std::string_view network =
    "accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg "
    "sendmmsg sendmsg sendto setsockopt shutdown";

// Known and denied.
constexpr std::string_view denied =
    // Mounts and namespaces: every way to a new view of the system, old and new (CVE-2021-41133 was a list without the
    // new ones; CVE-2022-0492 and most kernel bugs of the last years begin with a new user namespace).
    "fsconfig fsmount fsopen fspick mount mount_setattr move_mount open_tree open_tree_attr pivot_root "
    "setns umount umount2 unshare listmount statmount "
    // Kernel code and kernel state.
    "acct bpf delete_module finit_module init_module ioperm iopl kexec_file_load kexec_load "
    "lookup_dcookie lsm_get_self_attr lsm_list_modules lsm_set_self_attr nfsservctl perf_event_open "
    "quotactl quotactl_fd reboot swapoff swapon syslog uselib ustat sysfs vhangup "
    // Large and young interfaces with a record (CVE-2022-2602, CVE-2023-2598; userfaultfd makes races easy).
    "io_uring_enter io_uring_register io_uring_setup userfaultfd vmsplice memfd_secret fanotify_init "
    "fanotify_mark "
    // Other processes' memory. Within the pid namespace tracing would be safe; a debugger asks for --lower
    // privilege/seccomp, everybody else has a smaller kernel to attack.
    "kcmp process_vm_readv process_vm_writev ptrace "
    // Files by number, past every path (the Shocker technique).
    "name_to_handle_at open_by_handle_at "
    // Keyrings are per user, not per container.
    "add_key keyctl request_key "
    // The clock is the whole machine's.
    "adjtimex clock_adjtime clock_settime settimeofday stime "
    // Placement of memory on nodes: the operator's (--mems).
    "get_mempolicy mbind migrate_pages move_pages set_mempolicy set_mempolicy_home_node "
    // Names of the machine and of its terminals.
    "setdomainname sethostname modify_ldt ";

Names words_of(std::string_view text) {
  Names names;
  for (std::string_view word : split(text, ' '))
    if (!word.empty()) names.emplace_back(word);
  return names;
}

SeccompRule allow(Names names, std::vector<SeccompArgument> args = {}) {
  return {std::move(names), SeccompAction::allow, {}, std::move(args)};
}

SeccompRule deny(Names names, uint32_t number, std::vector<SeccompArgument> args = {}) {
  return {std::move(names), SeccompAction::error, number, std::move(args)};
}

// Families with a use in a container; AF_VSOCK, AF_ALG, AF_PACKET, AF_XDP, AF_TIPC, AF_CAN and the rest have none, and
// several have no namespace either.
void add_sockets(std::vector<SeccompRule>& rules) {
  constexpr uint64_t family_unix = 1, family_inet = 2, family_inet6 = 10, family_netlink = 16, netlink_route = 0;
  for (uint64_t family : {family_unix, family_inet, family_inet6})
    rules.push_back(allow({"socket", "socketpair"}, {{.index = 0, .value = family}}));
  // glibc lists interfaces through NETLINK_ROUTE.
  rules.push_back(allow({"socket"}, {{.index = 0, .value = family_netlink}, {.index = 2, .value = netlink_route}}));
  // Not EPERM: as if the kernel were built without them, which libaudit (in useradd, su, sshd) takes for what it is.
  rules.push_back(deny(
      {"socket"}, EPROTONOSUPPORT,
      {{.index = 0, .value = family_netlink}, {.index = 2, .value = netlink_route, .op = SeccompOperator::not_equal}}));
  constexpr uint64_t last_family = 63;  // AF_MAX is 46; the rest is for kernels to come
  for (uint64_t family = 0; family <= last_family; ++family)
    if (family != family_unix && family != family_inet && family != family_inet6 && family != family_netlink)
      rules.push_back(deny({"socket"}, EPERM, {{.index = 0, .value = family}}));
}

// clone() makes threads and processes, but no namespace: none of the CLONE_NEW* bits. clone3 hides its flags in memory,
// where no filter can look; ENOSYS makes libc use clone.
void add_clone(std::vector<SeccompRule>& rules) {
  constexpr uint64_t new_namespaces = 0x7E020080;
  rules.push_back(
      allow({"clone"}, {{.index = 0, .value = new_namespaces, .value_two = 0, .op = SeccompOperator::masked_equal}}));
  for (uint64_t bit = 1; bit <= new_namespaces; bit <<= 1)
    if (new_namespaces & bit)
      rules.push_back(
          deny({"clone"}, EPERM, {{.index = 0, .value = bit, .value_two = bit, .op = SeccompOperator::masked_equal}}));
  rules.push_back(deny({"clone3"}, ENOSYS));
}

// Every ioctl but those that type into a terminal (CVE-2017-5226). The kernel looks at the low 32 bits of the request, so
// the comparison does, too (CVE-2019-10063 passed it with a bit set above them).
void add_ioctl(std::vector<SeccompRule>& rules) {
  constexpr uint64_t low_half = 0xffffffff, tiocsti = 0x5412, tioclinux = 0x541c;
  for (uint64_t request : {tiocsti, tioclinux})
    rules.push_back(deny({"ioctl"}, EPERM,
                         {{.index = 1, .value = low_half, .value_two = request, .op = SeccompOperator::masked_equal}}));
  rules.push_back(allow({"ioctl"}));
}

// The personalities of ordinary Linux programs, and the question (0xffffffff). ADDR_NO_RANDOMIZE is not among them.
void add_personality(std::vector<SeccompRule>& rules) {
  for (uint64_t value : {uint64_t{0}, uint64_t{8}, uint64_t{0x20000}, uint64_t{0x20008}, uint64_t{0xffffffff}})
    rules.push_back(allow({"personality"}, {{.index = 0, .value = value}}));
}

}  // namespace

oci::Seccomp default_seccomp() {
  oci::Seccomp filter;
  filter.default_action = SeccompAction::error;
  filter.default_error_number = ENOSYS;
  for (std::string_view group : {files, memory, processes, signals_and_time, waiting_and_ipc, network})
    filter.rules.push_back(allow(words_of(group)));
  filter.rules.push_back(deny(words_of(denied), EPERM));
  add_sockets(filter.rules);
  add_clone(filter.rules);
  add_ioctl(filter.rules);
  add_personality(filter.rules);
  return filter;
}

}  // namespace bulkhead::policy
