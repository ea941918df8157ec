// X01: kernel settings through which the host runs programs or obeys commands. Opened for writing and held, never written;
// the host looks at the attacker's descriptors.
#include <dirent.h>
#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
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

// A mask over a setting (/dev/null, an empty directory) opens like the setting, and is none: the file must lie on one of the
// file systems of the kernel.
bool is_of_kernel(const struct statfs& found) {
  constexpr long magics[] = {0x9fa0 /* proc */, 0x62656572 /* sysfs */, 0x42494e4d /* binfmt_misc */};
  return std::find(std::begin(magics), std::end(magics), static_cast<long>(found.f_type)) != std::end(magics);
}

Answer attack(const Words&) {
  int last = ENOENT;
  for (const char* setting : settings) {
    const int fd = ::open(setting, O_WRONLY | O_CLOEXEC);
    struct statfs found {};
    if (fd < 0 && errno != ENOENT) last = errno;
    if (fd < 0) continue;
    if (::fstatfs(fd, &found) == 0 && is_of_kernel(found))
      held.push_back(fd);
    else
      ::close(fd);
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
    const std::string path = base + "/" + entry->d_name;
    char target[256];
    struct statfs found {};
    const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
    if (length <= 0 || ::statfs(path.c_str(), &found) != 0 || !is_of_kernel(found)) continue;
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
