// P03: can the attacker attach to the victim with ptrace(2)? PTRACE_SEIZE does not stop the victim; it is let go at once.
#include <sys/ptrace.h>
#include <unistd.h>

#include <cerrno>

#include "audit/guest/tools.h"
#include "audit/probe.h"
#include "base/parse.h"

namespace bulkhead::audit {
namespace {

Answer attack(const Words& words) {
  const pid_t victim = guest::number(words.at(0));
  return ::ptrace(PTRACE_SEIZE, victim, nullptr, nullptr) == 0
             ? done()
             : failed(guest::blame("ptrace(PTRACE_SEIZE, victim)", 19));
}

// Detaching needs a stopped tracee.
Answer release(const Words& words) {
  const pid_t victim = guest::number(words.at(0));
  (void)::ptrace(PTRACE_INTERRUPT, victim, nullptr, nullptr);
  for (int i = 0; i < 100; ++i) {
    if (::ptrace(PTRACE_DETACH, victim, nullptr, nullptr) == 0) return done();
    ::usleep(2000);
  }
  return failed("ptrace(PTRACE_DETACH)");
}

Answer report(const Words&) {
  const std::string status = guest::read_text("/proc/self/status");
  for (std::string_view line : split(status, '\n'))
    if (line.starts_with("TracerPid:")) return done(std::string(trimmed(line.substr(10))));
  return failed("no TracerPid in /proc/self/status", ENOENT);
}

Judgement run(Trial& trial) {
  const Answer calm = trial.victim("report");
  if (calm.ok && calm.text != "0") return inconclusive("the victim is traced by somebody else");
  const std::string victim = std::to_string(trial.victim_pid());
  const Answer answer = trial.attacker("attack", {victim});
  if (!answer.ok) return stopped(answer);
  const Answer after = trial.victim("report");
  (void)trial.attacker("release", {victim});
  if (after.ok && after.text != "0") return reached("TracerPid of the victim was " + after.text);
  // A chroot without /proc cannot see its own tracer; the victim's pid is the host's, so nobody else was seized.
  if (!after.ok) return reached("ptrace attached to the victim's own pid");
  return stopped("namespace", "another process was attached to");
}

}  // namespace

extern const Probe p03_trace;
const Probe p03_trace{
    .id = "P03",
    .name = "trace",
    .requirement = Requirement::processes,
    .goals = {AttackGoal::compromise},
    .channel = Channel::communication,
    .tries = "attaches to the victim with PTRACE_SEIZE",
    .reaching = "the attacker reads and changes the victim's memory and registers",
    .observer = "TracerPid of the victim",
    .covers = {"processes/pid-namespace", "processes/user-namespace", "privilege/seccomp", "privilege/landlock"},
    .parts = {{"attack", attack}, {"release", release}, {"report", report}},
    .run = run};

}  // namespace bulkhead::audit
