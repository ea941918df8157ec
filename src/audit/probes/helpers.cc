#include "audit/probes/helpers.h"

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bulkhead::audit::guest {

pid_t start_sleeper(const std::string& argument, const std::string& variable) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
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
