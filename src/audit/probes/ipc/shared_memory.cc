// I01: System V shared memory by a known key. Only an IPC namespace keeps it apart; mount and network namespaces and
// Landlock do nothing here.
#include <sys/ipc.h>
#include <sys/shm.h>

#include <cstring>

#include "audit/guest/tools.h"
#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

int segment = -1;
constexpr size_t size = 4096;

key_t key_of(const Words& words) { return guest::number(words.at(0)); }

Answer prepare(const Words& words) {
  segment = ::shmget(key_of(words), size, IPC_CREAT | IPC_EXCL | 0666);
  if (segment < 0) return failed("shmget(IPC_CREAT)");
  void* memory = ::shmat(segment, nullptr, 0);
  if (memory == reinterpret_cast<void*>(-1)) return failed("shmat()");
  std::strncpy(static_cast<char*>(memory), words.at(1).c_str(), size - 1);
  ::shmdt(memory);
  return done();
}

Answer attack(const Words& words) {
  const int id = ::shmget(key_of(words), size, 0666);
  if (id < 0) return failed("shmget(key)");
  const void* memory = ::shmat(id, nullptr, SHM_RDONLY);
  if (memory == reinterpret_cast<void*>(-1)) return failed("shmat()");
  std::string text(static_cast<const char*>(memory), ::strnlen(static_cast<const char*>(memory), size));
  ::shmdt(memory);
  return done(text);
}

Answer finish(const Words&) {
  if (segment >= 0) ::shmctl(segment, IPC_RMID, nullptr);
  segment = -1;
  return done();
}

Judgement run(Trial& trial) {
  const std::string key =
      std::to_string(0x42000000 + static_cast<long>(std::hash<std::string>()(trial.canary()) & 0xffffff));
  const Answer prepared = trial.victim("prepare", {key, trial.canary()});
  if (!prepared.ok) {
    (void)trial.victim("finish");
    return inconclusive("the victim has no shared memory of its own: " + prepared.text);
  }
  const Answer answer = trial.attacker("attack", {key});
  (void)trial.victim("finish");
  if (answer.ok && answer.text == trial.canary()) return reached("read the victim's segment by its key");
  return answer.ok ? inconclusive("the attacker returned another text") : stopped(answer);
}

}  // namespace

extern const Probe i01_shared_memory;
const Probe i01_shared_memory{.id = "I01",
                              .name = "shared memory",
                              .requirement = Requirement::ipc,
                              .goals = {AttackGoal::compromise},
                              .channel = Channel::storage,
                              .tries = "attaches the victim's System V segment by its key",
                              .reaching = "the attacker reads and changes memory that the victim trusts",
                              .observer = "attacker returns the victim's canary",
                              .covers = {"ipc/ipc-namespace"},
                              .parts = {{"prepare", prepare}, {"attack", attack}, {"finish", finish}},
                              .run = run};

}  // namespace bulkhead::audit
