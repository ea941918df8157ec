// D01: the attacker makes a node for the disk that holds the host's root and reads from it. Read-only, 16 bytes: the
// UUID in the superblock of ext4, which the host reads too and compares. Where it stops tells the systems apart: mknod
// refused, or the node made and its use refused.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

#include "audit/guest/share.h"
#include "audit/guest/tools.h"
#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

constexpr off_t uuid_offset = 1024 + 0x68;

std::string read_uuid(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  unsigned char bytes[16];
  const ssize_t count = ::pread(fd, bytes, sizeof bytes, uuid_offset);
  const int saved = errno;
  ::close(fd);
  errno = saved;
  if (count != static_cast<ssize_t>(sizeof bytes)) return {};
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (unsigned char byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

Answer attack(const Words& words) {
  const std::string path = guest::share_directory + "/disk";
  const dev_t number = makedev(static_cast<unsigned>(std::stoul(words.at(0))), static_cast<unsigned>(std::stoul(words.at(1))));
  if (::mknod(path.c_str(), S_IFBLK | 0600, number) < 0) return failed(guest::blame("mknod(host disk)", 27));
  const std::string uuid = read_uuid(path);
  const int saved = errno;
  ::unlink(path.c_str());
  errno = saved;
  return uuid.empty() ? failed("open(host disk)") : done(uuid);
}

Judgement run(Trial& trial) {
  struct stat root {};
  if (::stat("/", &root) < 0 || major(root.st_dev) == 0) return inconclusive("the host's root is not on a block device");
  const std::string node = trial.host_scratch() + "/disk";
  (void)::mknod(node.c_str(), S_IFBLK | 0600, root.st_dev);
  const std::string expected = read_uuid(node);
  ::unlink(node.c_str());
  if (expected.empty()) return inconclusive("the host itself cannot read its disk");
  const Answer answer =
      trial.attacker("attack", {std::to_string(major(root.st_dev)), std::to_string(minor(root.st_dev))});
  if (answer.ok && answer.text == expected) return reached("read the superblock of the host's disk");
  return answer.ok ? inconclusive("the attacker returned other bytes") : stopped(answer);
}

}  // namespace

extern const Probe d01_disk_node;
const Probe d01_disk_node{.id = "D01",
                          .name = "disk node",
                          .requirement = Requirement::devices,
                          .goals = {AttackGoal::compromise, AttackGoal::privilege_escalation},
                          .channel = Channel::storage,
                          .tries = "makes a node for the host's disk and reads from it",
                          .reaching = "all files of the host, past every permission",
                          .observer = "host compares the bytes",
                          .covers = {"devices/device-filter", "processes/user-namespace", "privilege/capabilities",
                                     "privilege/landlock"},
                          .parts = {{"attack", attack}},
                          .run = run};

}  // namespace bulkhead::audit
