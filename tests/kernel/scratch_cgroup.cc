#include "kernel/scratch_cgroup.h"

#include <signal.h>
#include <unistd.h>

#include "base/format.h"
#include "isolation/observed.h"
#include "isolation/registry.h"
#include "sys/file.h"
#include "sys/identity.h"

namespace bulkhead::test {

std::string scratch_path() {
  static int number = 0;
  return format("/bulkhead-test-{}/{}", ::getpid(), ++number);
}

ScratchCgroup::ScratchCgroup(oci::Spec spec, std::initializer_list<const char*> controls)
    : spec_(std::move(spec)), stage_(spec_) {
  spec_.linux.cgroups_path = scratch_path();
  stage_.id = "scratch";
  stage_.host_root = sys::is_host_root();
  stage_.host_uid = sys::effective_uid();
  status_ = run_step("resources/cgroup", isolation::Phase::host_prepare);
  for (const char* control : controls)
    if (status_.ok()) status_ = run_step(control, isolation::Phase::host_meanwhile);
}

// A crash here would leave the cgroup behind.
Status ScratchCgroup::run_step(const char* id, isolation::Phase phase) {
  const isolation::Control* control = isolation::find_control(id);
  if (control == nullptr || control->step(phase) == nullptr)
    return Error::not_found(format("{} has no step {}", id, isolation::to_string(phase)));
  return control->step(phase)(stage_);
}

ScratchCgroup::~ScratchCgroup() {
  if (!stage_.cgroup.has_value()) return;
  const Status killed = cgroup().kill_all();
  EXPECT_TRUE(killed.ok()) << killed.error().to_string();
  const Status removed = cgroup().remove();
  EXPECT_TRUE(removed.ok()) << removed.error().to_string();
  for (const sys::Cgroup::Directory& directory : cgroup().directories())
    (void)sys::remove_directory(directory.path.substr(0, directory.path.find_last_of('/')));
}

sys::Process ScratchCgroup::start(const std::function<int()>& body) {
  Result<sys::CgroupEntry> entry = cgroup().prepare_entry();
  EXPECT_TRUE(entry.ok());
  Result<sys::CloneResult> clone = sys::clone_process(0, stage_.cgroup_fd());
  if (!clone.ok()) {
    ADD_FAILURE() << clone.error().to_string();
    return {};
  }
  if (clone.value().in_child) sys::exit_now(entry.value().enter_self().ok() ? body() : 99);
  return std::move(clone.value().child);
}

sys::ExitStatus ScratchCgroup::run(const std::function<int()>& body) {
  const sys::Process process = start(body);
  const Result<sys::ExitStatus> status = process.wait();
  EXPECT_TRUE(status.ok());
  return status.ok() ? status.value() : sys::ExitStatus{.code = 98};
}

Status ScratchCgroup::confirm(const char* control) {
  const sys::Process process = start([] {
    ::pause();
    return 0;
  });
  // It must have moved itself before anybody looks.
  Status status = Error::refused("it never joined");
  for (int attempt = 0; attempt < 200 && !status.ok(); ++attempt) {
    const Result<isolation::Observed> observed = isolation::Observed::open(stage_, process.pid(), false);
    if (!observed.ok())
      status = observed.error().copy();
    else
      status = isolation::find_control(control)->confirm(observed.value());
    ::usleep(1000);
  }
  (void)process.signal(SIGKILL);
  (void)process.wait();
  return status;
}

}  // namespace bulkhead::test
