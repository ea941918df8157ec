// R602: the attacker fills memory from many small processes until it is refused, at most 2,400 MiB; then the victim touches
// 192 MiB. Caged by the audit (2,500 MiB together). Many small processes, because the kernel ends the largest first: under
// `none` that is the victim.
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

constexpr size_t mebibyte = 1 << 20;
constexpr int each_mib = 24;
constexpr int hoarders = 100;
constexpr int victim_mib = 192;
std::vector<pid_t> made;

bool touch(int mib) {
  void* memory = ::mmap(nullptr, static_cast<size_t>(mib) * mebibyte, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  std::memset(memory, 0x5a, static_cast<size_t>(mib) * mebibyte);
  return true;
}

// One hoarder: touches its part, says so, and holds it. False when it was ended before it could say so.
bool add_hoarder() {
  int ends[2];
  if (::pipe(ends) < 0) return false;
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char word = touch(each_mib) ? 'y' : 'n';
    if (::write(ends[1], &word, 1) != 1 || word == 'n') ::_exit(1);
    for (;;) ::pause();
  }
  ::close(ends[1]);
  char word = 'n';
  const bool held = pid > 0 && ::read(ends[0], &word, 1) == 1 && word == 'y';
  ::close(ends[0]);
  if (pid > 0) made.push_back(pid);
  return held;
}

Answer attack(const Words&) {
  for (int i = 0; i < hoarders; ++i)
    if (!add_hoarder()) break;
  // A limit ends the newest or an older one: what counts is who is left.
  int alive = 0;
  for (pid_t pid : made) alive += ::waitpid(pid, nullptr, WNOHANG) == 0 ? 1 : 0;
  if (alive == hoarders) return done();
  return failed(
      "holding more than " + std::to_string(alive * each_mib) + " of " + std::to_string(hoarders * each_mib) + " MiB",
      ENOMEM);
}

Answer finish(const Words&) {
  for (pid_t pid : made) ::kill(pid, SIGKILL);
  for (pid_t pid : made) ::waitpid(pid, nullptr, 0);
  made.clear();
  return done();
}

Answer report(const Words&) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(touch(victim_mib) ? 0 : 1);
  if (pid < 0) return failed("fork()");
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (WIFSIGNALED(status)) return done("killed");
  return done(WEXITSTATUS(status) == 0 ? "fine" : "refused");
}

Judgement run(Trial& trial) {
  const Answer calm = trial.victim("report");
  if (!calm.ok || calm.text != "fine") return inconclusive("the victim could not touch 192 MiB before the attack");
  const Answer answer = trial.attacker("attack");
  const Answer after = trial.victim("report");
  (void)trial.attacker("finish");
  if (!after.ok) return reached("the victim died");
  if (after.text != "fine") return reached("the victim touched 192 MiB and was " + after.text);
  return answer.ok ? stopped("limit", "2400 MiB held, the victim unharmed") : stopped(answer);
}

}  // namespace

extern const Probe r602_memory;
const Probe r602_memory{.id = "R602",
                        .name = "memory hog",
                        .requirement = Requirement::resources,
                        .goals = {AttackGoal::denial_of_service},
                        .channel = Channel::contention,
                        .tries = "fills memory from a hundred processes",
                        .reaching = "the victim's programs are ended for want of memory",
                        .observer = "a program of the victim",
                        .covers = {"resources/memory"},
                        .parts = {{"attack", attack}, {"finish", finish}, {"report", report}},
                        .run = run};

}  // namespace bulkhead::audit
