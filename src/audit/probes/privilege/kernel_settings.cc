// X01: kernel settings through which the host runs programs or obeys commands. Opened for writing and held, never written;
// the host looks at the attacker's descriptors.
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

constexpr const char* settings[] = {"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe",
                                    "/proc/sys/kernel/hotplug",      "/proc/sysrq-trigger",
                                    "/sys/kernel/uevent_helper",     "/proc/sys/fs/binfmt_misc/register",
                                    "/proc/sys/vm/drop_caches",      "/proc/sys/kernel/panic"};
std::vector<int> held;

Answer attack(const Words&) {
  int last = ENOENT;
  for (const char* setting : settings) {
    const int fd = ::open(setting, O_WRONLY | O_CLOEXEC);
    if (fd >= 0)
      held.push_back(fd);
    else if (errno != ENOENT)
      last = errno;
  }
  return held.empty() ? failed("open(kernel settings, O_WRONLY)", last) : done(std::to_string(held.size()));
}

Answer finish(const Words&) {
  for (int fd : held) ::close(fd);
  held.clear();
  return done();
}

bool is_setting(const std::string& target) {
  for (const char* setting : settings) {
    // In a container the path may carry another prefix; the end names the setting.
    const std::string name = setting;
    if (target.ends_with(name.substr(name.find('/', 1)))) return true;
  }
  return false;
}

std::string open_settings(int pid) {
  const std::string base = "/proc/" + std::to_string(pid) + "/fd";
  std::string list;
  DIR* directory = ::opendir(base.c_str());
  if (directory == nullptr) return list;
  while (const dirent* entry = ::readdir(directory)) {
    char target[256];
    const ssize_t length = ::readlink((base + "/" + entry->d_name).c_str(), target, sizeof target);
    if (length <= 0) continue;
    const std::string text(target, static_cast<size_t>(length));
    if (is_setting(text)) list += (list.empty() ? "" : ", ") + text;
  }
  ::closedir(directory);
  return list;
}

Judgement run(Trial& trial) {
  const Answer answer = trial.attacker("attack");
  const std::string found = open_settings(trial.attacker_pid());
  (void)trial.attacker("finish");
  if (!found.empty()) return reached("open for writing: " + found);
  return answer.ok ? inconclusive("the attacker claims settings that the host does not see") : stopped(answer);
}

}  // namespace

extern const Probe x01_kernel_settings;
const Probe x01_kernel_settings{.id = "X01",
                                .name = "kernel settings",
                                .requirement = Requirement::privilege,
                                .goals = {AttackGoal::privilege_escalation},
                                .channel = Channel::storage,
                                .tries = "opens core_pattern, modprobe, sysrq-trigger and the like for writing",
                                .reaching = "the host's kernel runs a program of the attacker as root",
                                .observer = "host lists the attacker's descriptors",
                                .covers = {"filesystem/readonly-paths", "processes/user-namespace"},
                                .parts = {{"attack", attack}, {"finish", finish}},
                                .run = run};

}  // namespace bulkhead::audit
