// Limits per process and per user (getrlimit(2)), set by init itself while it is still root of the container: lowering a
// hard limit cannot be taken back, raising one takes CAP_SYS_RESOURCE of the host.
#include "base/format.h"
#include "base/parse.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/rlimit.h"

namespace bulkhead::isolation {
namespace {

std::string text_of(uint64_t value) { return value == UINT64_MAX ? "unlimited" : format("{}", value); }

Status set_limits(Stage& stage) {
  for (const oci::Rlimit& limit : stage.spec.process->rlimits)
    TRY(sys::set_rlimit(limit.type, limit.soft, limit.hard)
            .hint("a limit above the caller's hard limit needs CAP_SYS_RESOURCE: see `ulimit -H -a`"));
  return {};
}

// "Max open files            1024                 4096                 files": names hold blanks, columns are padded.
Status confirm_limits(const Observed& observed) {
  const std::string text = TRY(observed.read("limits"));
  for (const oci::Rlimit& limit : observed.stage().spec.process->rlimits) {
    const std::string name = TRY(sys::rlimit_title(limit.type));
    const std::string expected = format("{} {}", text_of(limit.soft), text_of(limit.hard));
    std::string found = "nothing";
    for (std::string_view line : split(text, '\n')) {
      if (!line.starts_with(name + "  ")) continue;
      std::vector<std::string_view> fields;
      for (std::string_view field : split(line.substr(name.size()), ' '))
        if (!field.empty()) fields.push_back(field);
      if (fields.size() >= 2) found = format("{} {}", fields[0], fields[1]);
    }
    if (found != expected) return differs(limit.type, expected, found);
  }
  return {};
}

}  // namespace

extern const Control rlimits;
const Control rlimits{
    .id = "resources/rlimits",
    .why = "open files, locked memory and queues end where the configuration says, for every process",
    .wanted = [](const Stage& stage) { return stage.spec.process && !stage.spec.process->rlimits.empty(); },
    .drop_privilege = set_limits,
    .confirm = confirm_limits,
};

}  // namespace bulkhead::isolation
