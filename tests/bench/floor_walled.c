/* The floor under all our walls: what `bulkhead run` raises by default, in one C file, without a check, a configuration, a
 * state or a second process image. It does not find out what it can know beforehand: the cgroup layout and the filter are
 * compiled in or read from a file. usage: floor_walled FILTER COMMAND */
#include "floor.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/mount.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

int mount(const char*, const char*, const char*, unsigned long, const void*);
int umount2(const char*, int);
int sethostname(const char*, size_t);

static const char* controllers[] = {"cpu",   "cpuset", "memory",  "devices", "freezer",
                                    "blkio", "pids",   "cpuacct", "systemd"};
enum { controller_count = sizeof controllers / sizeof *controllers };
static int tasks[controller_count];
static int v2_group = -1;

static void put(const char* path, const char* text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  MUST(fd);
  MUST(write(fd, text, strlen(text)));
  close(fd);
}

static void group_path(char* out, const char* controller, const char* file) {
  sprintf(out, "/sys/fs/cgroup/%s/bulkhead-floor-%d/%s", controller, getpid(), file);
}

static void put_in_group(const char* controller, const char* file, const char* text) {
  char path[256];
  group_path(path, controller, file);
  put(path, text);
}

static void make_cgroup_v1(void) {
  char path[256];
  for (int i = 0; i < controller_count; ++i) {
    group_path(path, controllers[i], "");
    MUST(mkdir(path, 0755));
  }
  put_in_group("cpuset", "cpuset.cpus", "0-1");
  put_in_group("cpuset", "cpuset.mems", "0");
  put_in_group("memory", "memory.limit_in_bytes", "2147483648");
  put_in_group("pids", "pids.max", "1024");
  put_in_group("cpu", "cpu.shares", "1024");
  put_in_group("devices", "devices.deny", "a");
  const char* allowed[] = {"c 1:3 rw", "c 1:5 rw", "c 1:7 rw", "c 1:8 rw",
                           "c 1:9 rw", "c 5:0 rw", "c 5:2 rw", "c 136:* rw"};
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; ++i) put_in_group("devices", "devices.allow", allowed[i]);
  for (int i = 0; i < controller_count; ++i) {
    group_path(path, controllers[i], "tasks");
    tasks[i] = open(path, O_WRONLY | O_CLOEXEC);
    MUST(tasks[i]);
  }
}

static void make_cgroup_v2(void) {
  char path[256];
  sprintf(path, "/sys/fs/cgroup/bulkhead-floor-%d", getpid());
  MUST(mkdir(path, 0755));
  v2_group = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const char* files[][2] = {{"memory.max", "2147483648"}, {"pids.max", "1024"}, {"cpu.weight", "100"}};
  for (int i = 0; i < 3; ++i) {
    const int fd = openat(v2_group, files[i][0], O_WRONLY | O_CLOEXEC);
    MUST(fd);
    MUST(write(fd, files[i][1], strlen(files[i][1])));
    close(fd);
  }
}

static void remove_cgroup(void) {
  char path[256];
  if (v2_group >= 0) {
    sprintf(path, "/sys/fs/cgroup/bulkhead-floor-%d", getpid());
    MUST(rmdir(path));
    return;
  }
  for (int i = 0; i < controller_count; ++i) {
    group_path(path, controllers[i], "");
    MUST(rmdir(path));
  }
}

static void bind_path(const char* from, const char* to) { MUST(mount(from, to, NULL, 4096 /* MS_BIND */, NULL)); }

static void make_root(int usr) {
  const unsigned long quiet = 2 | 4 | 8; /* MS_NOSUID | MS_NODEV | MS_NOEXEC */
  MUST(mount(NULL, "/", NULL, 16384 | (1 << 18), NULL));
  MUST(mount("tmpfs", "/mnt", "tmpfs", 2 | 4, "size=1m,mode=755"));
  MUST(chdir("/mnt"));
  const char* directories[] = {
      "usr", "etc", "etc/alternatives", "proc", "sys", "dev", "tmp", "root", "home", "var", "run", "mnt", "opt", "srv"};
  for (size_t i = 0; i < sizeof directories / sizeof *directories; ++i) MUST(mkdir(directories[i], 0755));
  const char* links[] = {"bin", "sbin", "lib", "lib64"};
  char target[64];
  for (int i = 0; i < 4; ++i) {
    sprintf(target, "usr/%s", links[i]);
    MUST(symlink(target, links[i]));
  }
  MUST(syscall(SYS_move_mount, usr, "", AT_FDCWD, "usr", MOVE_MOUNT_F_EMPTY_PATH));
  MUST(mount("tmpfs", "var", "tmpfs", 2 | 4, "size=1g,mode=755"));
  const char* scratch[] = {"tmp", "root", "home", "run"};
  char part[64];
  for (int i = 0; i < 4; ++i) {
    sprintf(part, "var/.%s", scratch[i]);
    MUST(mkdir(part, 0755));
    bind_path(part, scratch[i]);
  }
  MUST(mount("proc", "proc", "proc", quiet, NULL));
  MUST(mount("tmpfs", "dev", "tmpfs", 2, "mode=755,size=64k"));
  MUST(mkdir("dev/pts", 0755));
  MUST(mkdir("dev/shm", 0755));
  MUST(mkdir("dev/mqueue", 0755));
  MUST(mount("devpts", "dev/pts", "devpts", 2 | 8, "newinstance,ptmxmode=0666,mode=0620"));
  MUST(mount("shm", "dev/shm", "tmpfs", quiet, "mode=1777,size=64m"));
  MUST(mount("mqueue", "dev/mqueue", "mqueue", quiet, NULL));
  MUST(mount("sysfs", "sys", "sysfs", quiet | 1, NULL));
  const char* nodes[] = {"null", "zero", "full", "random", "urandom", "tty"};
  char from[64], to[64];
  for (int i = 0; i < 6; ++i) {
    sprintf(from, "/dev/%s", nodes[i]);
    sprintf(to, "dev/%s", nodes[i]);
    close(open(to, O_CREAT | O_WRONLY, 0644));
    bind_path(from, to);
  }
  const char* masks[] = {"proc/kcore",    "proc/keys",       "proc/timer_list",
                         "proc/kallsyms", "proc/interrupts", "proc/sysrq-trigger"};
  for (int i = 0; i < 6; ++i)
    if (access(masks[i], F_OK) == 0) bind_path("/dev/null", masks[i]);
  const char* read_only[] = {"proc/bus", "proc/fs", "proc/irq", "proc/sys"};
  for (int i = 0; i < 4; ++i) {
    if (access(read_only[i], F_OK) != 0) continue;
    bind_path(read_only[i], read_only[i]);
    MUST(mount(NULL, read_only[i], NULL, 4096 | 32 | quiet | 1, NULL));
  }
  MUST(syscall(SYS_pivot_root, ".", "."));
  MUST(umount2(".", 2));
  MUST(chdir("/"));
}

static void drop_privileges(void) {
  const unsigned long long kept = 0x800004fb;
  for (int number = 0; number <= 40; ++number)
    if (!(kept >> number & 1)) MUST(prctl(PR_CAPBSET_DROP, number, 0, 0, 0));
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  memset(data, 0, sizeof data);
  data[0].effective = data[0].permitted = (unsigned)kept;
  MUST(syscall(SYS_capset, &header, data));
  MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  const unsigned long long rules[3] = {1 << 6 | 1 << 11, 0, 3};
  const int domain = (int)syscall(444, rules, sizeof rules, 0);
  if (domain >= 0) MUST(syscall(446, domain, 0));
}

static struct sock_filter code[8192];
static unsigned short code_length;

static void read_filter(const char* path) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  MUST(fd);
  code_length = (unsigned short)(read(fd, code, sizeof code) / (ssize_t)sizeof *code);
  close(fd);
}

static void load_filter(void) {
  struct sock_fprog program = {code_length, code};
  MUST(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
}

static int mapped_usr(pid_t pid) {
  char path[64];
  const char* map = "0 1879048192 65536";
  sprintf(path, "/proc/%d/uid_map", pid);
  put(path, map);
  sprintf(path, "/proc/%d/gid_map", pid);
  put(path, map);
  sprintf(path, "/proc/%d/ns/user", pid);
  const int user = open(path, O_RDONLY | O_CLOEXEC);
  const int usr = (int)syscall(SYS_open_tree, AT_FDCWD, "/usr", 1 /* OPEN_TREE_CLONE */ | O_CLOEXEC);
  MUST(usr);
  struct mount_attr attributes = {MOUNT_ATTR_IDMAP | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, 0, 0,
                                  (unsigned long long)user};
  MUST(syscall(SYS_mount_setattr, usr, "", AT_EMPTY_PATH, &attributes, sizeof attributes));
  return usr;
}

static void child(int channel, char** command) {
  for (int i = 0; v2_group < 0 && i < controller_count; ++i) MUST(write(tasks[i], "0", 1));
  char control[CMSG_SPACE(sizeof(int))], byte;
  struct iovec part = {&byte, 1};
  struct msghdr header = {NULL, 0, &part, 1, control, sizeof control, 0};
  MUST(recvmsg(channel, &header, MSG_CMSG_CLOEXEC));
  int usr;
  memcpy(&usr, CMSG_DATA(CMSG_FIRSTHDR(&header)), sizeof usr);
  MUST(setresgid(0, 0, 0));
  MUST(setresuid(0, 0, 0));
  MUST(unshare(CLONE_NEWCGROUP));
  MUST(sethostname("floor", 5));
  struct ifreq request;
  memset(&request, 0, sizeof request);
  memcpy(request.ifr_name, "lo", 3);
  request.ifr_flags = IFF_UP;
  MUST(ioctl(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), SIOCSIFFLAGS, &request));
  make_root(usr);
  syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
  MUST(setsid());
  const struct rlimit files = {1024, 4096};
  MUST(setrlimit(RLIMIT_NOFILE, &files));
  drop_privileges();
  load_filter();
  execv(command[0], command);
  _exit(98);
}

int main(int count, char** values) {
  if (count < 3) return 2;
  struct stat unused;
  if (stat("/sys/fs/cgroup/cgroup.controllers", &unused) == 0)
    make_cgroup_v2();
  else
    make_cgroup_v1();
  read_filter(values[1]);
  int ends[2];
  MUST(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends));
  struct clone_args args;
  memset(&args, 0, sizeof args);
  args.flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
  args.exit_signal = SIGCHLD;
  if (v2_group >= 0) {
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = (unsigned long long)v2_group;
  }
  const long pid = syscall(SYS_clone3, &args, sizeof args);
  MUST(pid);
  if (pid == 0) child(ends[1], values + 2);
  int usr = mapped_usr((pid_t)pid);
  char control[CMSG_SPACE(sizeof(int))], byte = 0;
  struct iovec part = {&byte, 1};
  memset(control, 0, sizeof control);
  struct msghdr header = {NULL, 0, &part, 1, control, sizeof control, 0};
  struct cmsghdr* rights = CMSG_FIRSTHDR(&header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof usr);
  memcpy(CMSG_DATA(rights), &usr, sizeof usr);
  MUST(sendmsg(ends[0], &header, 0));
  int status;
  MUST(waitpid((pid_t)pid, &status, 0));
  remove_cgroup();
  return WIFEXITED(status) ? WEXITSTATUS(status) : 97;
}
