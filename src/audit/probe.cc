#include "audit/probe.h"

#include <cerrno>

#include "base/error.h"
#include "base/format.h"

namespace bulkhead::audit {

#define PROBE(name) extern const Probe name;
#include "audit/probes.def"
#undef PROBE

const std::vector<const Probe*>& probes() {
#define PROBE(name) &name,
  static const std::vector<const Probe*> all = {
#include "audit/probes.def"
  };
#undef PROBE
  return all;
}

const Probe* find_probe(std::string_view id) {
  for (const Probe* probe : probes())
    if (id == probe->id) return probe;
  return nullptr;
}

std::string_view to_string(Verdict verdict) {
  constexpr std::string_view names[] = {"stopped", "partial", "reached", "degraded", "not-applicable", "inconclusive"};
  return names[static_cast<uint8_t>(verdict)];
}

Answer done(std::string text) { return {true, 0, std::move(text)}; }
Answer failed(std::string call) { return {false, errno, std::move(call)}; }
Answer failed(std::string call, int number) { return {false, number, std::move(call)}; }

Judgement reached(std::string evidence) { return {Verdict::reached, std::move(evidence), "", 0}; }
Judgement partial(std::string evidence) { return {Verdict::partial, std::move(evidence), "", 0}; }
Judgement inconclusive(std::string why) { return {Verdict::inconclusive, std::move(why), "", 0}; }
Judgement stopped(std::string layer, std::string evidence) {
  return {Verdict::stopped, std::move(evidence), std::move(layer), 0};
}

namespace {

// The errno says what kind of thing answered. EPERM has several authors: the guest appends "(seccomp)" or "(capability)"
// where it knows which of them stands in the way.
std::string layer_of(int number, const std::string& call) {
  if (call.ends_with("(seccomp, capability)")) return "seccomp, capability";
  if (call.ends_with("(seccomp)")) return "seccomp";
  if (call.ends_with("(capability)")) return "capability";
  switch (number) {
    case ESRCH:
    case ENOENT:
    case ECONNREFUSED:
    case ENOTDIR:
    case EIDRM:
    case EINVAL: return "namespace";
    case EACCES: return "permission";
    case EPERM: return "privilege";
    case EROFS: return "read-only mount";
    case ENOSYS: return "seccomp";
    case EAGAIN:
    case ENOMEM:
    case ENOSPC: return "limit";
    case ENXIO:
    case ENODEV: return "missing object";
    default: return "kernel";
  }
}

}  // namespace

Judgement stopped(const Answer& answer) {
  Judgement judgement;
  judgement.verdict = Verdict::stopped;
  judgement.error_number = answer.error_number;
  judgement.layer = layer_of(answer.error_number, answer.text);
  judgement.evidence = format("{}: {}", answer.text, errno_name(answer.error_number));
  return judgement;
}

}  // namespace bulkhead::audit
