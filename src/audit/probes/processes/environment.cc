// P05: can the attacker read the victim's environment, where credentials are often kept?
#include "audit/guest/tools.h"
#include "audit/probe.h"
#include "audit/probes/helpers.h"

#include <cerrno>

namespace bulkhead::audit {
namespace {

constexpr std::string_view variable = "BULKHEAD_SECRET=";
pid_t sleeper = 0;

Answer prepare(const Words& words) {
  sleeper = guest::start_sleeper("environment", std::string(variable) + words.at(0));
  return sleeper > 0 ? done() : failed("fork()");
}

Answer attack(const Words& words) {
  int last = ESRCH;
  std::vector<std::string> numbers = guest::process_numbers();
  numbers.push_back(words.at(0));
  for (const std::string& number : numbers) {
    errno = 0;
    const std::string text = guest::read_text("/proc/" + number + "/environ");
    const size_t at = text.find(variable);
    if (at != std::string::npos) return done(text.substr(at + variable.size(), words.at(1).size()));
    if (errno != 0) last = errno;
  }
  return failed("read(/proc/PID/environ)", last);
}

Answer finish(const Words&) {
  guest::end_child(sleeper);
  return done();
}

Judgement run(Trial& trial) {
  const Answer prepared = trial.victim("prepare", {trial.canary()});
  if (!prepared.ok) return inconclusive("the victim could not start its process: " + prepared.text);
  const Answer answer =
      trial.attacker("attack", {std::to_string(trial.victim_pid()), std::string(trial.canary().size(), 'x')});
  (void)trial.victim("finish");
  if (answer.ok && answer.text == trial.canary()) return reached("read the secret in /proc/PID/environ of the victim");
  return answer.ok ? inconclusive("the attacker returned another text") : stopped(answer);
}

}  // namespace

extern const Probe p05_environment;
const Probe p05_environment{.id = "P05",
                            .name = "environment",
                            .requirement = Requirement::processes,
                            .goals = {AttackGoal::compromise},
                            .channel = Channel::storage,
                            .tries = "reads /proc/PID/environ of every process",
                            .reaching = "credentials in the victim's environment are the attacker's",
                            .observer = "attacker returns the victim's canary",
                            .covers = {"processes/pid-namespace", "processes/user-namespace"},
                            .parts = {{"prepare", prepare}, {"attack", attack}, {"finish", finish}},
                            .run = run};

}  // namespace bulkhead::audit
