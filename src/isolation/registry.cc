#include "isolation/registry.h"

#include "base/format.h"
#include "isolation/observed.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {

#define CONTROL(name) extern const Control name;
#include "isolation/registry.def"
#undef CONTROL

namespace {

#define CONTROL(name) &name,
constexpr const Control* registry[] = {
#include "isolation/registry.def"
};
#undef CONTROL

}  // namespace

std::string_view to_string(Phase phase) {
  constexpr std::string_view names[] = {"host_first",   "host_prepare", "host_attach",    "host_meanwhile", "host_join",
                                        "inside_build", "inside_seal",  "drop_privilege", "before_exec"};
  return names[static_cast<uint8_t>(phase)];
}

Step Control::step(Phase phase) const {
  switch (phase) {
    case Phase::host_first: return host_first;
    case Phase::host_prepare: return host_prepare;
    case Phase::host_attach: return host_attach;
    case Phase::host_meanwhile: return host_meanwhile;
    case Phase::host_join: return host_join;
    case Phase::inside_build: return inside_build;
    case Phase::inside_seal: return inside_seal;
    case Phase::drop_privilege: return drop_privilege;
    case Phase::before_exec: return before_exec;
  }
  return nullptr;
}

std::string_view Control::requirement() const {
  const std::string_view whole = id;
  return whole.substr(0, whole.find('/'));
}

std::span<const Control* const> controls() { return registry; }

const Control* find_control(std::string_view id) {
  for (const Control* control : registry)
    if (id == control->id) return control;
  return nullptr;
}

bool is_up(const Control& control, const Stage& stage) {
  return !stage.is_lowered(control.id) && !stage.is_absent(control.id) && control.wanted(stage);
}

Status run_phase(Phase phase, Stage& stage) {
  for (const Control* control : registry) {
    const Step step = control->step(phase);
    if (step == nullptr || !is_up(*control, stage)) continue;
    const uint64_t begin = stage.timeline.now();
    TRY(step(stage).context(control->id));
    stage.timeline.add(control->id, phase, begin);
  }
  return {};
}

uint64_t clone_flags(const Stage& stage) {
  uint64_t flags = 0;
  for (const Control* control : registry)
    if (control->clone_flag != 0 && is_up(*control, stage)) flags |= control->clone_flag;
  return flags;
}

Confirmation confirm_all(const Observed& observed, Timeline* timeline) {
  Confirmation result;
  for (const Control* control : registry) {
    if (control->confirm == nullptr || !is_up(*control, observed.stage())) continue;
    const uint64_t begin = timeline == nullptr ? 0 : timeline->now();
    const Status confirmed = control->confirm(observed);
    if (timeline != nullptr) timeline->add(format("confirm {}", control->id), Phase::drop_privilege, begin);
    if (confirmed.ok()) continue;
    const bool for_root_only = !observed.stage().host_root && confirmed.error().kind() == ErrorKind::unsupported;
    (for_root_only ? result.unread : result.differences)
        .push_back({control->id, confirmed.error().to_string(), confirmed.error().kind() != ErrorKind::system});
  }
  return result;
}

}  // namespace bulkhead::isolation
