// N01: the attacker listens on the victim's address and port beside it (SO_REUSEPORT), and the kernel deals it half of the
// victim's connections.
#include <unistd.h>

#include "audit/guest/tools.h"
#include "audit/probe.h"
#include "audit/probes/helpers.h"
#include "audit/probes/sockets.h"

namespace bulkhead::audit {
namespace {

pid_t greeter = 0;
constexpr int connections = 40;

Answer serve(int port, const std::string& banner) {
  int bound = port;
  const int listener = guest::listen_loopback(port, true, &bound);
  if (listener < 0) return failed("bind(127.0.0.1:" + std::to_string(port) + ", SO_REUSEPORT)");
  greeter = guest::start_greeter(listener, banner);
  ::close(listener);
  return greeter > 0 ? done(std::to_string(bound)) : failed("fork()");
}

Answer prepare(const Words& words) { return serve(0, words.at(0)); }
Answer attack(const Words& words) { return serve(guest::number(words.at(0)), "stolen"); }

// The victim's own client counts who answers.
Answer report(const Words& words) {
  int stolen = 0;
  for (int i = 0; i < connections; ++i) {
    const Answer answer = guest::greeting_of_loopback(guest::number(words.at(0)));
    if (answer.ok && answer.text != words.at(1)) ++stolen;
  }
  return done(std::to_string(stolen));
}

Answer finish(const Words&) {
  guest::end_child(greeter);
  greeter = 0;
  return done();
}

Judgement run(Trial& trial) {
  const Answer prepared = trial.victim("prepare", {trial.canary()});
  if (!prepared.ok) return inconclusive("the victim could not listen: " + prepared.text);
  const Answer calm = trial.victim("report", {prepared.text, trial.canary()});
  const Answer answer = trial.attacker("attack", {prepared.text});
  const Answer after = trial.victim("report", {prepared.text, trial.canary()});
  (void)trial.attacker("finish");
  (void)trial.victim("finish");
  if (!calm.ok || calm.text != "0")
    return inconclusive("somebody else answered on the victim's port before the attack");
  if (after.ok && after.text != "0")
    return reached(after.text + " of " + std::to_string(connections) +
                   " connections of the victim went to the attacker");
  return answer.ok ? stopped("namespace", "the attacker's port is its own; no connection was taken") : stopped(answer);
}

}  // namespace

extern const Probe n01_port_takeover;
const Probe n01_port_takeover{
    .id = "N01",
    .name = "port takeover",
    .requirement = Requirement::network,
    .goals = {AttackGoal::compromise},
    .channel = Channel::communication,
    .tries = "listens on the victim's address and port with SO_REUSEPORT",
    .reaching = "connections of the victim's clients end at the attacker",
    .observer = "the victim's client counts",
    .covers = {"network/network-namespace"},
    .parts = {{"prepare", prepare}, {"attack", attack}, {"report", report}, {"finish", finish}},
    .run = run};

}  // namespace bulkhead::audit
