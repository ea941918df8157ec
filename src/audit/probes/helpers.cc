#include "audit/probes/helpers.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "audit/guest/share.h"

namespace bulkhead::audit::guest {

pid_t start_sleeper(const std::string& argument, const std::string& variable) {
  int executed[2];
  if (::pipe2(executed, O_CLOEXEC) != 0) return -1;
  const pid_t pid = ::fork();
  if (pid != 0) {
    ::close(executed[1]);
    char none;
    while (pid > 0 && ::read(executed[0], &none, 1) < 0 && errno == EINTR) continue;
    ::close(executed[0]);
    return pid;
  }
  const char* arguments[] = {"bulkhead-probe", "sleep", argument.c_str(), nullptr};
  const char* environment[] = {variable.c_str(), nullptr};
  ::execve("/proc/self/exe", const_cast<char**>(arguments), const_cast<char**>(environment));
  ::_exit(127);
}

void end_child(pid_t pid) {
  if (pid <= 0) return;
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
}

int open_as_node(mode_t type, dev_t number, const char*& call) {
  call = "mknod";
  int refused = EPERM;
  for (const std::string& place : {share_directory, std::string("/dev")}) {
    const std::string path = place + "/.node";
    if (::mknod(path.c_str(), type | 0600, number) < 0) {
      if (errno != EROFS) refused = errno;
      continue;
    }
    const int fd = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    refused = errno;
    ::unlink(path.c_str());
    if (fd >= 0) return fd;
    call = "open";
    if (refused != EACCES) break;  // EACCES: this file system allows no devices, another one may
  }
  errno = refused;
  return -1;
}

std::vector<std::string> process_numbers() {
  std::vector<std::string> names;
  DIR* directory = ::opendir("/proc");
  if (directory == nullptr) return names;
  while (const dirent* entry = ::readdir(directory))
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') names.emplace_back(entry->d_name);
  ::closedir(directory);
  return names;
}

}  // namespace bulkhead::audit::guest
