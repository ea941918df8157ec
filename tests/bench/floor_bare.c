/* The floor under every container: one clone with six namespaces, five mounts, pivot_root and exec. No user namespace, no
 * cgroup, no limits, no filter. usage: floor_bare ROOTFS COMMAND */
#include "floor.h"

#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static void child(const char* root, char** command) {
  MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
  MUST(mount(root, root, NULL, MS_BIND | MS_REC, NULL));
  MUST(chdir(root));
  MUST(mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL));
  MUST(mount("tmpfs", "dev", "tmpfs", MS_NOSUID, "mode=755,size=64k"));
  MUST(mount("sysfs", "sys", "sysfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL));
  MUST(syscall(SYS_pivot_root, ".", "."));
  MUST(umount2(".", MNT_DETACH));
  MUST(chdir("/"));
  execv(command[0], command);
  _exit(98);
}

int main(int count, char** values) {
  if (count < 3) return 2;
  struct clone_args args;
  memset(&args, 0, sizeof args);
  args.flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
  args.exit_signal = SIGCHLD;
  const long pid = syscall(SYS_clone3, &args, sizeof args);
  MUST(pid);
  if (pid == 0) child(values[1], values + 2);
  int status;
  MUST(waitpid((pid_t)pid, &status, 0));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 97;
}
