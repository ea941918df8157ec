/* Peak memory of a command in KiB, as wait4(2) says. A process of its own, because the kernel's figure includes what the
 * parent had before exec. usage: peak COMMAND */
#include "floor.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

int main(int count, char** values) {
  if (count < 2) return 2;
  const pid_t pid = fork();
  MUST(pid);
  if (pid == 0) {
    const int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    execvp(values[1], values + 1);
    _exit(98);
  }
  int status;
  struct rusage usage;
  MUST(wait4(pid, &status, 0, &usage));
  printf("%ld\n", usage.ru_maxrss);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 97;
}
