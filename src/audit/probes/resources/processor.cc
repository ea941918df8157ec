// R606: eight spinning processes of the attacker on the victim's processor. With groups of equal weight the victim keeps
// half; without, one ninth. Baseline and attack alternate, and the median of the ratios counts.
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "audit/probe.h"
#include "base/format.h"

namespace bulkhead::audit {
namespace {

constexpr int spinners = 8;
constexpr int rounds = 3;
constexpr int64_t slice_ms = 250;
constexpr double promised = 0.5;  // two containers of equal weight on one processor
std::vector<pid_t> made;

// The first processor this container may use: the same for both, since neither has a set of its own by default.
void pin() {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (!CPU_ISSET(i, &allowed)) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(i, &one);
    ::sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

int64_t now_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

Answer attack(const Words&) {
  for (int i = 0; i < spinners; ++i) {
    const pid_t pid = ::fork();
    if (pid < 0) return failed("fork()");
    if (pid == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::alarm(20);
      pin();
      for (;;) now_ms();  // a call that the compiler cannot leave out
    }
    made.push_back(pid);
  }
  return done();
}

Answer finish(const Words&) {
  for (pid_t pid : made) ::kill(pid, SIGKILL);
  for (pid_t pid : made) ::waitpid(pid, nullptr, 0);
  made.clear();
  return done();
}

// Turns of a loop in a fixed time, in a pinned child, so that the guest itself stays unpinned.
Answer measure(const Words&) {
  int ends[2];
  if (::pipe(ends) < 0) return failed("pipe()");
  const pid_t pid = ::fork();
  if (pid == 0) {
    pin();
    uint64_t turns = 0;
    for (const int64_t end = now_ms() + slice_ms; now_ms() < end; ++turns) {
    }
    ::_exit(::write(ends[1], &turns, sizeof turns) == static_cast<ssize_t>(sizeof turns) ? 0 : 1);
  }
  ::close(ends[1]);
  uint64_t turns = 0;
  const bool told = pid > 0 && ::read(ends[0], &turns, sizeof turns) == static_cast<ssize_t>(sizeof turns);
  ::close(ends[0]);
  if (pid > 0) ::waitpid(pid, nullptr, 0);
  return told ? done(std::to_string(turns)) : failed("measuring child");
}

Judgement run(Trial& trial) {
  std::vector<double> ratios;
  for (int round = 0; round < rounds; ++round) {
    const Answer calm = trial.victim("measure");
    const Answer answer = trial.attacker("attack");
    const Answer loaded = trial.victim("measure");
    (void)trial.attacker("finish");
    if (!calm.ok || !loaded.ok || !answer.ok || std::stod(calm.text) <= 0)
      return inconclusive("a measurement failed: " + answer.text);
    ratios.push_back(std::stod(loaded.text) / std::stod(calm.text));
  }
  std::sort(ratios.begin(), ratios.end());
  const double ratio = ratios[ratios.size() / 2];
  const std::string text = format("the victim kept {:.2f} of its speed ({:.2f} to {:.2f}); its share is {:.2f}", ratio,
                                  ratios.front(), ratios.back(), promised);
  if (ratio < promised * 0.5) return reached(text);
  if (ratio < promised * 0.75) return {Verdict::degraded, text, "", 0};
  return stopped("scheduler weight", text);
}

}  // namespace

extern const Probe r606_processor;
const Probe r606_processor{.id = "R606",
                           .name = "processor hog",
                           .requirement = Requirement::resources,
                           .goals = {AttackGoal::denial_of_service},
                           .channel = Channel::contention,
                           .tries = "spins eight processes on the victim's processor",
                           .reaching = "the victim gets less than half of its share",
                           .observer = "throughput of the victim",
                           .covers = {"resources/cgroup"},
                           .parts = {{"attack", attack}, {"finish", finish}, {"measure", measure}},
                           .run = run};

}  // namespace bulkhead::audit
