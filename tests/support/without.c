/* without CALL[,CALL...] COMMAND...: runs a command on a kernel that lacks these system calls, as far as the command can tell:
 * a filter answers ENOSYS. Numbers are x86-64's. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
  const char* name;
  unsigned number;
} calls[] = {{"clone3", 435},
             {"close_range", 436},
             {"openat2", 437},
             {"pidfd_open", 434},
             {"pidfd_send_signal", 424},
             {"open_tree", 428},
             {"move_mount", 429},
             {"fsopen", 430},
             {"fsconfig", 431},
             {"fsmount", 432},
             {"mount_setattr", 442},
             {"landlock_create_ruleset", 444},
             {"landlock_add_rule", 445},
             {"landlock_restrict_self", 446},
             {"keyctl", 250},
             {"seccomp", 317},
             {"bpf", 321}};

static struct sock_filter code[2 + 2 * sizeof calls / sizeof *calls];
static unsigned short length;

static void add(unsigned short op, unsigned value, unsigned char yes, unsigned char no) {
  code[length++] = (struct sock_filter){op, yes, no, value};
}

static unsigned number_of(const char* name) {
  for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i)
    if (strcmp(calls[i].name, name) == 0) return calls[i].number;
  fprintf(stderr, "without: %s: not in the table\n", name);
  exit(99);
}

int main(int count, char** words) {
  if (count < 3) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i) puts(calls[i].name);
    return count == 1 ? 0 : 99;
  }
  add(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
  for (char* name = strtok(words[1], ","); name != NULL; name = strtok(NULL, ",")) {
    add(BPF_JMP | BPF_JEQ | BPF_K, number_of(name), 0, 1);
    add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS, 0, 0);
  }
  add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
  const struct sock_fprog program = {length, code};
  if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 99;
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    perror("without: prctl(PR_SET_SECCOMP)");
    return 99;
  }
  execvp(words[2], words + 2);
  perror(words[2]);
  return 99;
}
