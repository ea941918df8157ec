#!/usr/bin/env python3
"""Checks with nm that no object outside sys (and the audit) calls a function of libc that enters the kernel.

Headers leak declarations (with g++ 12 <memory> alone declares ::unshare), so that only the objects tell the truth.
"""

import re
import subprocess
import sys

from cxx_source import RUNTIME, Report, root_argument

KERNEL_FUNCTIONS = set(
    """
    open openat openat2 creat close close_range closefrom dup dup2 dup3 fcntl flock lockf lseek ftruncate truncate
    read readv pread preadv write writev pwrite pwritev sendfile splice tee copy_file_range fsync fdatasync sync syncfs
    fallocate posix_fallocate mmap mprotect munmap mremap memfd_create shm_open shm_unlink mlock mlockall
    stat fstat lstat fstatat statx access faccessat readlink readlinkat realpath canonicalize_file_name getcwd
    mkdir mkdirat rmdir unlink unlinkat remove rename renameat renameat2 link linkat symlink symlinkat mknod mknodat
    mkfifo mkfifoat chmod fchmod fchmodat chown fchown lchown fchownat utime utimes utimensat futimens umask
    mkstemp mkostemp mkdtemp tmpfile opendir fdopendir readdir scandir ftw nftw glob chdir fchdir chroot
    setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr removexattr
    mount umount umount2 pivot_root fsopen fsconfig fsmount fspick move_mount open_tree mount_setattr statfs fstatfs
    statvfs fstatvfs swapon swapoff quotactl acct name_to_handle_at open_by_handle_at
    clone clone3 unshare setns fork vfork posix_spawn posix_spawnp execl execle execlp execv execve execvp execvpe
    execveat fexecve system popen pclose daemon wait wait3 wait4 waitpid waitid _exit _Exit quick_exit
    kill killpg tgkill tkill raise sigaction signal sigprocmask pthread_sigmask sigsuspend sigwait sigwaitinfo
    sigtimedwait sigaltstack signalfd pidfd_open pidfd_getfd pidfd_send_signal ptrace process_vm_readv process_vm_writev
    pthread_create thrd_create
    prctl arch_prctl seccomp ioctl syscall personality capset capget bpf perf_event_open keyctl add_key request_key
    setuid seteuid setreuid setresuid setgid setegid setregid setresgid setgroups initgroups setfsuid setfsgid
    getuid geteuid getresuid getgid getegid getresgid getgroups getpid getppid gettid getpgid getpgrp getsid setsid
    setpgid setpriority getpriority nice sched_setaffinity sched_getaffinity sched_setscheduler setrlimit getrlimit
    prlimit getrusage uname sethostname setdomainname gethostname sysinfo reboot syslog klogctl sysconf
    socket socketpair bind listen accept accept4 connect send sendto sendmsg sendmmsg recv recvfrom recvmsg recvmmsg
    shutdown getsockopt setsockopt getsockname getpeername if_nametoindex getifaddrs getaddrinfo
    poll ppoll select pselect epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd timerfd_create
    timerfd_settime inotify_init inotify_init1 inotify_add_watch fanotify_init fanotify_mark pipe pipe2
    nanosleep clock_nanosleep usleep sleep alarm setitimer timer_create clock_gettime gettimeofday time settimeofday
    clock_settime adjtimex
    msgget msgsnd msgrcv msgctl semget semop semctl shmget shmat shmdt shmctl mq_open mq_unlink mq_send mq_receive
    openpty forkpty login_tty posix_openpt grantpt unlockpt ptsname ptsname_r ttyname ttyname_r isatty tcgetattr
    tcsetattr tcsetpgrp tcgetpgrp ctermid getpass
    fopen fdopen freopen fclose fread fwrite fgets fgetc getc getline getdelim fputs fputc putc putchar puts printf
    fprintf vprintf vfprintf dprintf vdprintf perror fflush scanf fscanf setvbuf
    getpwnam getpwuid getgrnam getgrgid getpwnam_r getpwuid_r getgrnam_r getgrgid_r getpwent getgrent
    getrandom getentropy seccomp_load
    """.split()
)

# What a layer may call all the same, and why.
ALLOWED = {
    "base": {
        "write": "log: one line to standard error or to --log",
        "clock_gettime": "log: the time of a line",
        "fprintf": "format.cc: {fmt} prints an assertion before it aborts",
    },
    "cli": {
        name: "commands print their result"
        for name in ("puts", "putchar", "printf", "fputs", "fputc", "putc", "fwrite", "fflush", "fprintf")
    },
}
# CLI11's header brings a reader of configuration files along, inline and unused; check-style keeps <fstream> out of the
# command line's own sources.
STREAMS_ALLOWED = {"cli"}
STREAMS = re.compile(r"^_ZN?K?St1[0-9]basic_[io]?f(stream|ilebuf)")


def plain(symbol):
    """`__open64_2`, `__read_chk`, `open64` and `read@GLIBC_2.2.5` are open and read."""
    symbol = symbol.split("@")[0]
    if symbol in KERNEL_FUNCTIONS:
        return symbol
    symbol = re.sub(r"^(__GI_|__libc_|__isoc99_|__)", "", symbol)
    symbol = re.sub(r"(64)?(_chk|_2)?$", "", symbol)
    return symbol


def undefined_symbols(path):
    output = subprocess.run(["nm", "--undefined-only", "--format=posix", str(path)], check=True, capture_output=True,
                            text=True).stdout
    return [line.split()[0] for line in output.splitlines() if line.strip()]


def check(build, report):
    """How many objects were looked at."""
    seen = 0
    for layer in RUNTIME:
        if layer == "sys":
            continue
        folders = [build / "src" / "CMakeFiles" / f"bulkhead_{layer}.dir" / layer]
        if layer == "cli":
            folders.append(build / "src" / "CMakeFiles" / "bulkhead.dir")
        for path in (path for folder in folders for path in sorted(folder.rglob("*.o"))):
            seen += 1
            for symbol in undefined_symbols(path):
                name = plain(symbol)
                if STREAMS.match(symbol):
                    if layer in STREAMS_ALLOWED:
                        continue
                    report.finding(path, 0, f"{layer} uses a file stream ({symbol}): files are read through sys/")
                elif name in KERNEL_FUNCTIONS and name not in ALLOWED.get(layer, {}):
                    report.finding(path, 0, f"{layer} calls {name}(): only sys/ talks to the kernel")
    return seen


def main():
    parser = root_argument(__doc__)
    parser.add_argument("build", help="a build folder, for example build/release")
    arguments = parser.parse_args()
    build = (arguments.root / arguments.build).resolve()
    report = Report("check-symbols", build)
    if check(build, report) == 0:
        print(f"check-symbols: no object in {arguments.build}; build first", file=sys.stderr)
        return 2
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
