// N03: a service that the victim offers on 127.0.0.1 only.
#include <unistd.h>

#include "audit/guest/tools.h"
#include "audit/probe.h"
#include "audit/probes/helpers.h"
#include "audit/probes/sockets.h"

namespace bulkhead::audit {
namespace {

pid_t greeter = 0;

Answer prepare(const Words& words) {
  int port = 0;
  const int listener = guest::listen_loopback(0, false, &port);
  if (listener < 0) return failed("listen(127.0.0.1)");
  greeter = guest::start_greeter(listener, words.at(0));
  ::close(listener);
  return greeter > 0 ? done(std::to_string(port)) : failed("fork()");
}

Answer attack(const Words& words) { return guest::greeting_of_loopback(guest::number(words.at(0))); }

Answer finish(const Words&) {
  guest::end_child(greeter);
  return done();
}

Judgement run(Trial& trial) {
  const Answer prepared = trial.victim("prepare", {trial.canary()});
  if (!prepared.ok) return inconclusive("the victim could not listen: " + prepared.text);
  const Answer own = trial.victim("attack", {prepared.text});
  if (own.text != trial.canary()) {
    (void)trial.victim("finish");
    return inconclusive("the victim cannot reach its own service: " + own.text);
  }
  const Answer answer = trial.attacker("attack", {prepared.text});
  (void)trial.victim("finish");
  if (answer.ok && answer.text == trial.canary())
    return reached("the victim's service on 127.0.0.1:" + prepared.text + " answered");
  return answer.ok ? inconclusive("the attacker returned another text") : stopped(answer);
}

}  // namespace

extern const Probe n03_loopback_service;
const Probe n03_loopback_service{.id = "N03",
                                 .name = "loopback service",
                                 .requirement = Requirement::network,
                                 .goals = {AttackGoal::compromise},
                                 .channel = Channel::communication,
                                 .tries = "connects to a service that the victim offers on 127.0.0.1 only",
                                 .reaching = "services meant for one machine alone serve the attacker",
                                 .observer = "attacker returns the victim's canary",
                                 .covers = {"network/network-namespace"},
                                 .parts = {{"prepare", prepare}, {"attack", attack}, {"finish", finish}},
                                 .run = run};

}  // namespace bulkhead::audit
