// I08: abstract Unix sockets have no file and no permissions; they belong to the network namespace, not to IPC or mounts
// (CVE-2020-15257 was a shim that listened on one).
#include <unistd.h>

#include "audit/probe.h"
#include "audit/probes/helpers.h"
#include "audit/probes/sockets.h"

namespace bulkhead::audit {
namespace {

pid_t greeter = 0;

Answer prepare(const Words& words) {
  const int listener = guest::listen_abstract(words.at(0));
  if (listener < 0) return failed("listen(abstract socket)");
  greeter = guest::start_greeter(listener, words.at(1));
  ::close(listener);
  return greeter > 0 ? done() : failed("fork()");
}

Answer attack(const Words& words) { return guest::greeting_of_abstract(words.at(0)); }

Answer finish(const Words&) {
  guest::end_child(greeter);
  return done();
}

Judgement run(Trial& trial) {
  const std::string name = "bulkhead-audit-" + std::to_string(trial.victim_pid());
  const Answer prepared = trial.victim("prepare", {name, trial.canary()});
  if (!prepared.ok) return inconclusive("the victim could not listen: " + prepared.text);
  const Answer own = trial.victim("attack", {name});
  if (own.text != trial.canary()) {
    (void)trial.victim("finish");
    return inconclusive("the victim cannot reach its own socket: " + own.text);
  }
  const Answer answer = trial.attacker("attack", {name});
  (void)trial.victim("finish");
  if (answer.ok && answer.text == trial.canary()) return reached("the victim's abstract socket answered");
  return answer.ok ? inconclusive("the attacker returned another text") : stopped(answer);
}

}  // namespace

extern const Probe i08_abstract_socket;
const Probe i08_abstract_socket{.id = "I08",
                                .name = "abstract socket",
                                .requirement = Requirement::ipc,
                                .goals = {AttackGoal::compromise},
                                .channel = Channel::communication,
                                .tries = "connects to the victim's abstract Unix socket",
                                .reaching = "services that trust every local caller obey the attacker",
                                .observer = "attacker returns the victim's canary",
                                .covers = {"network/network-namespace", "ipc/landlock-scope"},
                                .parts = {{"prepare", prepare}, {"attack", attack}, {"finish", finish}},
                                .run = run};

}  // namespace bulkhead::audit
