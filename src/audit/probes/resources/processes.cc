// R601: the attacker makes processes until it is refused, at most 1,500; then the victim tries to make twenty. Everything
// is caged by the audit (1,200 processes for attacker and victim together), so that under `none` the victim starves and
// the machine does not.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

constexpr int most_processes = 1500;
std::vector<pid_t> made;

Answer attack(const Words&) {
  for (int i = 0; i < most_processes; ++i) {
    const pid_t pid = ::fork();
    if (pid < 0) return failed("fork() number " + std::to_string(made.size() + 1));
    if (pid == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (;;) ::pause();
    }
    made.push_back(pid);
  }
  return done(std::to_string(made.size()));
}

Answer finish(const Words&) {
  for (pid_t pid : made) ::kill(pid, SIGKILL);
  for (pid_t pid : made) ::waitpid(pid, nullptr, 0);
  made.clear();
  return done();
}

Answer report(const Words&) {
  int refused = 0;
  for (int i = 0; i < 20; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(0);
    if (pid < 0)
      ++refused;
    else
      ::waitpid(pid, nullptr, 0);
  }
  return done(std::to_string(refused));
}

Judgement run(Trial& trial) {
  const Answer calm = trial.victim("report");
  if (!calm.ok || calm.text != "0") return inconclusive("the victim could not fork before the attack");
  const Answer answer = trial.attacker("attack");
  const Answer after = trial.victim("report");
  (void)trial.attacker("finish");
  if (!after.ok) return reached("the victim died");
  if (after.text != "0") return reached(after.text + " of 20 forks of the victim were refused");
  return answer.ok ? stopped("limit", "1500 processes made, the victim unharmed") : stopped(answer);
}

}  // namespace

extern const Probe r601_processes;
const Probe r601_processes{.id = "R601",
                           .name = "process flood",
                           .requirement = Requirement::resources,
                           .goals = {AttackGoal::denial_of_service},
                           .channel = Channel::contention,
                           .tries = "makes processes until it is refused",
                           .reaching = "the victim cannot make any more",
                           .observer = "refused forks of the victim",
                           .covers = {"resources/pids"},
                           .parts = {{"attack", attack}, {"finish", finish}, {"report", report}},
                           .run = run};

}  // namespace bulkhead::audit
