// Whom the kernel kills first when the whole machine is out of memory. Written by the host before the program exists; below
// the caller's own value it takes CAP_SYS_RESOURCE (proc_pid_oom_score_adj(5)).
#include "base/format.h"
#include "base/parse.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/file.h"

namespace bulkhead::isolation {
namespace {

std::string value_of(const Stage& stage) { return format("{}", *stage.spec.process->oom_score_adj); }

Status set_score(Stage& stage) {
  return sys::write_file(format("/proc/{}/oom_score_adj", stage.init_pid), value_of(stage))
      .hint("a value below the caller's own needs CAP_SYS_RESOURCE");
}

Status confirm_score(const Observed& observed) {
  const std::string text = TRY(observed.read("oom_score_adj"));
  if (trimmed(text) == value_of(observed.stage())) return {};
  return differs("oom_score_adj", value_of(observed.stage()), trimmed(text));
}

}  // namespace

extern const Control oom_score;
const Control oom_score{
    .id = "resources/oom-score",
    .why = "out of memory, the machine ends the process that was named for it",
    .wanted = [](const Stage& stage) { return stage.spec.process && stage.spec.process->oom_score_adj.has_value(); },
    .host_attach = set_score,
    .confirm = confirm_score,
};

}  // namespace bulkhead::isolation
