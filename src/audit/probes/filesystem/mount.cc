// F04: may the attacker change its mount table? With that it removes masks, makes read-only mounts writable and reaches
// what lies under them. It mounts an empty tmpfs named after the canary in its own directory; the host reads its mount
// table; then it is unmounted.
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "audit/guest/share.h"
#include "audit/guest/tools.h"
#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

std::string place() { return guest::share_directory + "/mounted"; }

Answer attack(const Words& words) {
  if (::mkdir(place().c_str(), 0700) < 0 && errno != EEXIST) return failed("mkdir(mounted)");
  if (::mount(words.at(0).c_str(), place().c_str(), "tmpfs", 0, "size=64k") < 0)
    return failed(guest::blame("mount(tmpfs)", 21));
  return done();
}

Answer finish(const Words&) {
  (void)::umount2(place().c_str(), MNT_DETACH);
  (void)::rmdir(place().c_str());
  return done();
}

Judgement run(Trial& trial) {
  const Answer answer = trial.attacker("attack", {trial.canary()});
  std::stringstream table;
  table << std::ifstream("/proc/" + std::to_string(trial.attacker_pid()) + "/mountinfo").rdbuf();
  (void)trial.attacker("finish");
  if (table.str().find(trial.canary()) != std::string::npos)
    return reached("the host finds the attacker's mount in its mount table");
  return answer.ok ? inconclusive("mount() succeeded and the host sees no mount") : stopped(answer);
}

}  // namespace

extern const Probe f04_mount;
const Probe f04_mount{.id = "F04",
                      .name = "mount",
                      .requirement = Requirement::filesystem,
                      .goals = {AttackGoal::compromise, AttackGoal::privilege_escalation},
                      .channel = Channel::storage,
                      .tries = "mounts a file system",
                      .reaching = "masks and read-only mounts can be taken away",
                      .observer = "host reads the attacker's mount table",
                      .covers = {"privilege/capabilities", "privilege/seccomp", "privilege/landlock"},
                      .parts = {{"attack", attack}, {"finish", finish}},
                      .run = run};

}  // namespace bulkhead::audit
