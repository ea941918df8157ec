// The system-call filter. With no_new_privs it is loaded as the very last step before exec, so that it need not allow what
// the start itself does; without, loading takes CAP_SYS_ADMIN and comes before the capabilities go.
#include "sys/seccomp.h"
#include "base/format.h"
#include "isolation/observed.h"
#include "isolation/privilege/seccomp_compile.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {
namespace {

bool has_no_new_privs(const Stage& stage) {
  return stage.spec.process->no_new_privileges && !stage.is_lowered("privilege/no-new-privs");
}

Result<uint64_t> flags_of(const oci::Seccomp& filter) {
  uint64_t flags = 0;
  for (const std::string& name : filter.flags) {
    if (name == "SECCOMP_FILTER_FLAG_TSYNC")
      continue;  // there is one thread
    else if (name == "SECCOMP_FILTER_FLAG_LOG")
      flags |= 2;
    else if (name == "SECCOMP_FILTER_FLAG_SPEC_ALLOW")
      flags |= 4;
    else
      return Error::unsupported(format("config.json: /linux/seccomp/flags: {}", quoted(name)));
  }
  return flags;
}

Status compile(Stage& stage) {
  const oci::Seccomp& filter = *stage.spec.linux.seccomp;
  stage.seccomp_flags = TRY(flags_of(filter));
  const std::string runtime_root = stage.state_dir.substr(0, stage.state_dir.find_last_of('/'));
  stage.seccomp_programs = TRY(cached_seccomp(filter, runtime_root + "/.seccomp"));
  return {};
}

Status load(Stage& stage) {
  if (stage.seccomp_programs.empty()) return Error::refused("there is no program to load");
  for (const std::string& program : stage.seccomp_programs) TRY(sys::load_seccomp_filter(program, stage.seccomp_flags));
  return {};
}

Status confirm_filter(const Observed& observed) {
  if (!observed.running()) return {};
  const std::string found = TRY(observed.status_field("Seccomp"));
  return found == "2" ? Status() : differs("Seccomp", "2, a filter", found);
}

}  // namespace

extern const Control seccomp;
const Control seccomp{
    .id = "privilege/seccomp",
    .why = "most of the kernel's system calls, and all of other ABIs, cannot be reached",
    .wanted = [](const Stage& stage) { return stage.spec.process.has_value() && stage.spec.linux.seccomp.has_value(); },
    .host_meanwhile = compile,
    .host_join = compile,
    .drop_privilege = [](Stage& stage) { return has_no_new_privs(stage) ? Status() : load(stage); },
    .before_exec = [](Stage& stage) { return has_no_new_privs(stage) ? load(stage) : Status(); },
    .confirm = confirm_filter,
};

}  // namespace bulkhead::isolation
