// P02: does a signal of the attacker arrive at the victim? Only the victim's own process is ever signalled, never a group
// or everybody: under `none` that would be the whole machine.
#include <signal.h>

#include "audit/guest/tools.h"
#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

volatile sig_atomic_t arrived = 0;

Answer prepare(const Words&) {
  arrived = 0;
  struct sigaction action {};
  action.sa_handler = [](int) { arrived = arrived + 1; };
  action.sa_flags = SA_RESTART;
  return ::sigaction(SIGUSR1, &action, nullptr) == 0 ? done() : failed("sigaction()");
}

Answer attack(const Words& words) {
  return ::kill(guest::number(words.at(0)), SIGUSR1) == 0 ? done() : failed("kill(victim, SIGUSR1)");
}

Answer report(const Words&) { return done(std::to_string(arrived)); }

Judgement run(Trial& trial) {
  const Answer prepared = trial.victim("prepare");
  if (!prepared.ok) return inconclusive("the victim could not set its handler: " + prepared.text);
  const Answer calm = trial.victim("report");
  if (calm.text != "0") return inconclusive("the victim counted a signal before the attack");
  const Answer answer = trial.attacker("attack", {std::to_string(trial.victim_pid())});
  const Answer after = trial.victim("report");
  if (after.ok && after.text != "0") return reached("the victim's handler counted " + after.text + " signal");
  return answer.ok ? stopped("namespace", "the signal went to another process") : stopped(answer);
}

}  // namespace

extern const Probe p02_signal;
const Probe p02_signal{.id = "P02",
                       .name = "signal",
                       .requirement = Requirement::processes,
                       .goals = {AttackGoal::compromise, AttackGoal::denial_of_service},
                       .channel = Channel::communication,
                       .tries = "sends SIGUSR1 to the victim's pid",
                       .reaching = "the attacker can end or steer the victim's processes",
                       .observer = "counter in the victim",
                       .covers = {"processes/pid-namespace", "processes/user-namespace", "ipc/landlock-scope"},
                       .parts = {{"prepare", prepare}, {"attack", attack}, {"report", report}},
                       .run = run};

}  // namespace bulkhead::audit
