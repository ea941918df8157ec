// D01: the attacker makes a node for a disk of the host and reads from it. The disk is a decoy: a loop device over a file
// of the host that holds the canary. Where it stops tells the systems apart: mknod refused, or the node made and its use
// refused.
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "audit/guest/tools.h"
#include "audit/probe.h"
#include "audit/probes/helpers.h"

namespace bulkhead::audit {
namespace {

constexpr size_t sector = 512;
constexpr unsigned loop_major = 7;

Answer attack(const Words& words) {
  const char* call = nullptr;
  const int fd =
      guest::open_as_node(S_IFBLK, makedev(loop_major, static_cast<unsigned>(guest::number(words.at(0)))), call);
  if (fd < 0) return failed(guest::blame(std::string(call) + "(host disk)", CAP_MKNOD));
  char bytes[sector];
  const ssize_t count = ::read(fd, bytes, sizeof bytes);
  const int saved = errno;
  ::close(fd);
  if (count != static_cast<ssize_t>(sizeof bytes)) return failed("read(host disk)", saved);
  return done({bytes, ::strnlen(bytes, sizeof bytes)});
}

// A loop device of the host over `file`; gone with the object.
class DecoyDisk {
 public:
  explicit DecoyDisk(const std::string& file) {
    const int control = ::open("/dev/loop-control", O_RDWR | O_CLOEXEC);
    if (control < 0) return;
    number_ = ::ioctl(control, LOOP_CTL_GET_FREE);
    ::close(control);
    if (number_ < 0) return;
    device_ = ::open(("/dev/loop" + std::to_string(number_)).c_str(), O_RDONLY | O_CLOEXEC);
    const int backing = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    attached_ = device_ >= 0 && backing >= 0 && ::ioctl(device_, LOOP_SET_FD, backing) == 0;
    if (backing >= 0) ::close(backing);
  }
  ~DecoyDisk() {
    if (attached_) ::ioctl(device_, LOOP_CLR_FD, 0);
    if (device_ >= 0) ::close(device_);
  }
  DecoyDisk(const DecoyDisk&) = delete;
  DecoyDisk& operator=(const DecoyDisk&) = delete;

  bool attached() const { return attached_; }
  int number() const { return number_; }

 private:
  int number_ = -1;
  int device_ = -1;
  bool attached_ = false;
};

Judgement run(Trial& trial) {
  const std::string file = trial.host_scratch() + "/decoy-disk";
  std::string image = trial.canary();
  image.resize(64 * sector, '\0');
  std::ofstream(file) << image;
  Answer answer;
  {
    const DecoyDisk disk(file);
    if (!disk.attached()) {
      ::unlink(file.c_str());
      return inconclusive("the host has no loop device for a decoy disk");
    }
    answer = trial.attacker("attack", {std::to_string(disk.number())});
  }
  ::unlink(file.c_str());
  if (answer.ok && answer.text == trial.canary()) return reached("read a disk of the host");
  return answer.ok ? inconclusive("the attacker returned other bytes") : stopped(answer);
}

}  // namespace

extern const Probe d01_disk_node;
const Probe d01_disk_node{
    .id = "D01",
    .name = "disk node",
    .requirement = Requirement::devices,
    .goals = {AttackGoal::compromise, AttackGoal::privilege_escalation},
    .channel = Channel::storage,
    .tries = "makes a node for a disk of the host and reads from it",
    .reaching = "all files of the host, past every permission",
    .observer = "attacker returns the canary on the disk",
    .covers = {"devices/device-filter", "processes/user-namespace", "privilege/capabilities", "privilege/landlock"},
    .parts = {{"attack", attack}},
    .run = run};

}  // namespace bulkhead::audit
