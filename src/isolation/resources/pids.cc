// Processes and threads that may exist at once. Stops: a fork bomb; process ids are one table for the whole machine.
#include "base/format.h"
#include "isolation/resources/limits.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {
namespace {

constexpr const char* control_id = "resources/pids";

std::string value_of(const Stage& stage) {
  const int64_t most = *stage.spec.linux.resources.pids;
  return most < 0 ? "max" : format("{}", most);
}

Status set_pids(Stage& stage) {
  if (!TRY(can_limit(stage, control_id, "pids", "pids"))) return {};
  return stage.cgroup->write("pids", "pids.max", value_of(stage));
}

}  // namespace

extern const Control pids;
const Control pids{
    .id = "resources/pids",
    .why = "a fork bomb ends at its own number of processes, not at the machine's",
    .wanted = [](const Stage& stage) { return stage.spec.linux.resources.pids.has_value(); },
    .host_meanwhile = set_pids,
    .confirm =
        [](const Observed& observed) { return confirm_file(observed, "pids", "pids.max", value_of(observed.stage())); },
};

}  // namespace bulkhead::isolation
