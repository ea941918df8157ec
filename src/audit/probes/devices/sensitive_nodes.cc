// D03: which device nodes beyond the safe ones can be opened? The attacker opens and holds them; the host looks at its
// descriptors. Opened for reading only and without any ioctl.
#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "audit/guest/tools.h"
#include "audit/probe.h"
#include "audit/probes/helpers.h"

namespace bulkhead::audit {
namespace {

// Numbers from the kernel's list of devices (Documentation/admin-guide/devices.txt); 0 where they are given out at boot.
struct Node {
  const char* path;
  dev_t number;
};
const Node nodes[] = {{"/dev/fuse", makedev(10, 229)},
                      {"/dev/kvm", makedev(10, 232)},
                      {"/dev/net/tun", makedev(10, 200)},
                      {"/dev/loop-control", makedev(10, 237)},
                      {"/dev/vhost-net", makedev(10, 238)},
                      {"/dev/vhost-vsock", makedev(10, 241)},
                      {"/dev/vsock", 0},
                      {"/dev/userfaultfd", 0},
                      {"/dev/autofs", makedev(10, 235)},
                      {"/dev/uinput", makedev(10, 223)},
                      {"/dev/mapper/control", makedev(10, 236)},
                      {"/dev/btrfs-control", makedev(10, 234)},
                      {"/dev/mem", makedev(1, 1)},
                      {"/dev/port", makedev(1, 4)},
                      {"/dev/kmsg", makedev(1, 11)},
                      {"/dev/snapshot", makedev(10, 231)},
                      {"/dev/cpu_dma_latency", 0}};
std::vector<int> held;

int open_node(const Node& node) {
  const int fd = ::open(node.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd >= 0 || errno != ENOENT || node.number == 0) return fd;
  const char* call = nullptr;
  return guest::open_as_node(S_IFCHR, node.number, call);
}

Answer attack(const Words&) {
  int last = ENOENT;
  for (const Node& node : nodes) {
    const int fd = open_node(node);
    if (fd >= 0)
      held.push_back(fd);
    else if (node.number != 0)
      last = errno;
  }
  return held.empty() ? failed(guest::blame("open(sensitive nodes)", CAP_MKNOD), last)
                      : done(std::to_string(held.size()));
}

Answer finish(const Words&) {
  for (int fd : held) ::close(fd);
  held.clear();
  return done();
}

bool is_safe(dev_t number) {
  const unsigned first = major(number);
  const unsigned second = minor(number);
  if (first == 1) return second == 3 || second == 5 || second == 7 || second == 8 || second == 9;
  return first == 5 || (first >= 136 && first <= 143);
}

// The host's own name of it, however the attacker called its node.
std::string name_of(dev_t number) {
  for (const Node& node : nodes) {
    struct stat found {};
    if (node.number == number || (::stat(node.path, &found) == 0 && S_ISCHR(found.st_mode) && found.st_rdev == number))
      return node.path;
  }
  return "character device " + std::to_string(major(number)) + ":" + std::to_string(minor(number));
}

std::string unsafe_descriptors(int pid) {
  const std::string base = "/proc/" + std::to_string(pid) + "/fd";
  std::string list;
  DIR* directory = ::opendir(base.c_str());
  if (directory == nullptr) return list;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string path = base + "/" + entry->d_name;
    struct stat found {};
    if (::stat(path.c_str(), &found) < 0 || !S_ISCHR(found.st_mode) || is_safe(found.st_rdev)) continue;
    list += (list.empty() ? "" : ", ") + name_of(found.st_rdev);
  }
  ::closedir(directory);
  return list;
}

Judgement run(Trial& trial) {
  const Answer answer = trial.attacker("attack");
  const std::string found = unsafe_descriptors(trial.attacker_pid());
  (void)trial.attacker("finish");
  if (!found.empty()) return reached("opened " + found);
  return answer.ok ? inconclusive("the attacker claims nodes that the host does not see") : stopped(answer);
}

}  // namespace

extern const Probe d03_sensitive_nodes;
const Probe d03_sensitive_nodes{
    .id = "D03",
    .name = "sensitive nodes",
    .requirement = Requirement::devices,
    .goals = {AttackGoal::privilege_escalation},
    .channel = Channel::communication,
    .tries = "opens, or makes and opens, device nodes that are neither stateless nor virtual nor namespace-aware",
    .reaching = "drivers of the host answer to the attacker",
    .observer = "host lists the attacker's descriptors",
    .covers = {"devices/device-filter"},
    .parts = {{"attack", attack}, {"finish", finish}},
    .run = run};

}  // namespace bulkhead::audit
