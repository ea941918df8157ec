// A probe is one attack of the catalogue: what the victim sets up, what the attacker tries, and how the outcome is judged.
//
// One file and one line in probes.def. The file is compiled into the guest, which plays attacker and victim inside every
// target, and into the audit, which judges. The verdict comes from the victim, from the host, or from the attacker handing
// back the victim's fresh random canary - never from the attacker's word.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/vocabulary.h"

namespace bulkhead::audit {

// What a guest answers: text on success, errno and the name of the call on failure.
struct Answer {
  bool ok = false;
  int error_number = 0;
  std::string text;
};
Answer done(std::string text = "");
Answer failed(std::string call);  // errno of now
Answer failed(std::string call, int number);

using Words = std::vector<std::string>;  // arguments without blanks
using GuestPart = Answer (*)(const Words&);

// How far the attacker got.
enum class Verdict : uint8_t { stopped, partial, reached, degraded, not_applicable, inconclusive };
constexpr Verdict all_verdicts[] = {Verdict::stopped,  Verdict::partial,        Verdict::reached,
                                    Verdict::degraded, Verdict::not_applicable, Verdict::inconclusive};
std::string_view to_string(Verdict verdict);

struct Judgement {
  Verdict verdict = Verdict::inconclusive;
  std::string evidence;
  std::string layer;  // what answered: namespace, capability, seccomp, limit, ...; empty unless stopped
  int error_number = 0;
};

// One attacker and one victim under one target, as a probe sees them. Implemented by the runner.
class Trial {
 public:
  virtual ~Trial() = default;
  virtual Answer victim(std::string_view part, const Words& words = {}) = 0;  // runs a part of this probe in the victim
  virtual Answer attacker(std::string_view part, const Words& words = {}) = 0;
  virtual int victim_pid() const = 0;  // as the host counts
  virtual int attacker_pid() const = 0;
  virtual const std::string& canary() const = 0;          // fresh for each trial
  virtual const std::string& host_scratch() const = 0;    // a directory of the host that no target is given
  virtual const std::string& attacker_share() const = 0;  // the attacker's /share, as the host names it
};

struct NamedPart {
  const char* name;
  GuestPart run;
};

struct Probe {
  const char* id;  // of the catalogue: "P01"
  const char* name;
  Requirement requirement;
  std::initializer_list<AttackGoal> goals;
  Channel channel;
  const char* tries;                          // one sentence: what the attacker does
  const char* reaching;                       // what it means when it succeeds
  const char* observer;                       // who says so
  std::initializer_list<const char*> covers;  // controls of the runtime that should stop it
  std::initializer_list<NamedPart> parts;     // run in the guests
  Judgement (*run)(Trial&);
};

const std::vector<const Probe*>& probes();
const Probe* find_probe(std::string_view id);  // nullptr when there is none

// --- for the files of the probes ---
Judgement reached(std::string evidence);
Judgement partial(std::string evidence);
Judgement inconclusive(std::string why);
// From the attacker's failure: the layer is what its errno and the state of its process point to.
Judgement stopped(const Answer& answer);
Judgement stopped(std::string layer, std::string evidence);

}  // namespace bulkhead::audit
