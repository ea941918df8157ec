// No program gives its caller more rights than it has: setuid bits and file capabilities are void (prctl(2), Linux 3.5).
// It is also what lets a process without CAP_SYS_ADMIN load a seccomp filter and enter a Landlock domain.
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/prctl.h"

namespace bulkhead::isolation {
namespace {

Status confirm_flag(const Observed& observed) {
  const std::string found = TRY(observed.status_field("NoNewPrivs"));
  return found == "1" ? Status() : differs("NoNewPrivs", "1", found);
}

}  // namespace

extern const Control no_new_privs;
const Control no_new_privs{
    .id = "privilege/no-new-privs",
    .why = "setuid programs and file capabilities give nothing",
    .wanted =
        [](const Stage& stage) { return stage.spec.process.has_value() && stage.spec.process->no_new_privileges; },
    .drop_privilege = [](Stage&) { return sys::set_no_new_privileges(); },
    .confirm = confirm_flag,
};

}  // namespace bulkhead::isolation
