// P01: does the attacker see the victim's processes? The victim runs a program with a canary among its arguments; the
// attacker reads every /proc/PID/cmdline it can name, and asks about the victim's host pid with kill(pid, 0).
#include <signal.h>

#include "audit/guest/tools.h"
#include "audit/probe.h"
#include "audit/probes/helpers.h"

namespace bulkhead::audit {
namespace {

constexpr std::string_view prefix = "visible-";
pid_t sleeper = 0;

Answer prepare(const Words& words) {
  sleeper = guest::start_sleeper(std::string(prefix) + words.at(0), "A=1");
  return sleeper > 0 ? done(std::to_string(sleeper)) : failed("fork()");
}

Answer look(const Words& words) {
  for (const std::string& number : guest::process_numbers()) {
    const std::string line = guest::read_text("/proc/" + number + "/cmdline");
    const size_t at = line.find(prefix);
    if (at != std::string::npos) return done("cmdline " + line.substr(at + prefix.size(), words.at(1).size()));
  }
  const int victim = guest::number(words.at(0));
  if (::kill(victim, 0) == 0 || errno == EPERM) return done("exists");
  return failed("kill(victim, 0)");
}

Answer finish(const Words&) {
  guest::end_child(sleeper);
  return done();
}

Judgement run(Trial& trial) {
  const Answer prepared = trial.victim("prepare", {trial.canary()});
  if (!prepared.ok) return inconclusive("the victim could not start its process: " + prepared.text);
  // The canary's length only, never the canary itself.
  const Answer answer =
      trial.attacker("look", {std::to_string(trial.victim_pid()), std::string(trial.canary().size(), 'x')});
  (void)trial.victim("finish");
  if (!answer.ok) return stopped(answer);
  if (answer.text.ends_with(trial.canary())) return reached("read the victim's arguments in /proc/PID/cmdline");
  return partial("the existence of the victim's process " + std::to_string(trial.victim_pid()) + " is visible");
}

}  // namespace

extern const Probe p01_visibility;
const Probe p01_visibility{
    .id = "P01",
    .name = "process visibility",
    .requirement = Requirement::processes,
    .goals = {AttackGoal::compromise},
    .channel = Channel::communication,
    .tries = "reads /proc/PID/cmdline of every process, and asks for the victim's pid with signal 0",
    .reaching = "the attacker knows what runs in the victim",
    .observer = "attacker returns the victim's canary",
    .covers = {"processes/pid-namespace"},
    .parts = {{"prepare", prepare}, {"look", look}, {"finish", finish}},
    .run = run};

}  // namespace bulkhead::audit
