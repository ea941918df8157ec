// F22: whom does a file belong to, on the host, that root in the container made? If to the host's root, then whatever the
// container can get its hands on it owns: a setuid program left in a shared directory works on the host (F10).
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/guest/share.h"
#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

Answer attack(const Words& words) {
  const std::string path = guest::share_directory + "/" + words.at(0);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return failed("open(new file in the shared directory)");
  ::close(fd);
  return done();
}

Judgement run(Trial& trial) {
  const std::string name = "owned-" + trial.canary();
  const Answer answer = trial.attacker("attack", {name});
  const std::string path = trial.attacker_share() + "/" + name;
  struct stat found {};
  const bool there = ::lstat(path.c_str(), &found) == 0;
  (void)::unlink(path.c_str());
  if (!answer.ok) return stopped(answer);
  if (!there) return inconclusive("the host does not see the file");
  if (found.st_uid == 0) return reached("the host sees a file that belongs to its own root (uid 0)");
  return stopped("id map", "the host sees uid " + std::to_string(found.st_uid));
}

}  // namespace

extern const Probe f22_file_owner;
const Probe f22_file_owner{.id = "F22",
                           .name = "file owner",
                           .requirement = Requirement::filesystem,
                           .goals = {AttackGoal::compromise, AttackGoal::privilege_escalation},
                           .channel = Channel::storage,
                           .tries = "makes a file as its root in a directory that the host shares with it",
                           .reaching = "root inside is root outside, wherever a file is reachable",
                           .observer = "host reads the owner",
                           .covers = {"processes/user-namespace"},
                           .parts = {{"attack", attack}},
                           .run = run};

}  // namespace bulkhead::audit
