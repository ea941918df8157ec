// I02: the attacker sets a semaphore of the victim, whose programs would then wait or collide.
#include <sys/ipc.h>
#include <sys/sem.h>

#include <functional>

#include "audit/guest/tools.h"
#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

int set = -1;
union SemaphoreArgument {
  int value;
  void* pointer;
};

key_t key_of(const Words& words) { return guest::number(words.at(0)); }

Answer prepare(const Words& words) {
  set = ::semget(key_of(words), 1, IPC_CREAT | IPC_EXCL | 0666);
  if (set < 0) return failed("semget(IPC_CREAT)");
  return ::semctl(set, 0, SETVAL, SemaphoreArgument{.value = 1}) == 0 ? done() : failed("semctl(SETVAL)");
}

Answer attack(const Words& words) {
  const int id = ::semget(key_of(words), 1, 0666);
  if (id < 0) return failed("semget(key)");
  return ::semctl(id, 0, SETVAL, SemaphoreArgument{.value = 77}) == 0 ? done() : failed("semctl(SETVAL)");
}

Answer report(const Words&) {
  const int value = ::semctl(set, 0, GETVAL);
  if (set >= 0) ::semctl(set, 0, IPC_RMID);
  set = -1;
  return value >= 0 ? done(std::to_string(value)) : failed("semctl(GETVAL)");
}

Judgement run(Trial& trial) {
  const std::string key =
      std::to_string(0x43000000 + static_cast<long>(std::hash<std::string>()(trial.canary()) & 0xffffff));
  const Answer prepared = trial.victim("prepare", {key});
  if (!prepared.ok) return inconclusive("the victim has no semaphore of its own: " + prepared.text);
  const Answer answer = trial.attacker("attack", {key});
  const Answer after = trial.victim("report");
  if (after.ok && after.text == "77") return reached("the victim's semaphore went from 1 to 77");
  if (!after.ok || after.text != "1")
    return inconclusive("the victim's semaphore is neither what it set nor what the attacker set");
  return answer.ok ? stopped("namespace", "another semaphore was set") : stopped(answer);
}

}  // namespace

extern const Probe i02_semaphore;
const Probe i02_semaphore{.id = "I02",
                          .name = "semaphore",
                          .requirement = Requirement::ipc,
                          .goals = {AttackGoal::denial_of_service},
                          .channel = Channel::storage,
                          .tries = "sets the victim's System V semaphore",
                          .reaching = "the victim's programs wait for ever or collide",
                          .observer = "value in the victim",
                          .covers = {"ipc/ipc-namespace"},
                          .parts = {{"prepare", prepare}, {"attack", attack}, {"report", report}},
                          .run = run};

}  // namespace bulkhead::audit
