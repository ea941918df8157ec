#include "launch/delete.h"

#include <signal.h>

#include "base/format.h"
#include "base/log.h"
#include "isolation/resources/systemd_scope.h"
#include "launch/hooks.h"
#include "sys/cgroup.h"
#include "sys/file.h"

namespace bulkhead::launch {
namespace {

constexpr int patience_ms = 10'000;

// The end of init ends the whole pid namespace; without one, the cgroup names the processes.
Status kill_init(const Container& container) {
  const std::optional<sys::Process> init = container.init();
  if (!init.has_value()) return {};
  const Status killed = init->signal(SIGKILL);
  if (!killed.ok() && killed.error().number() != ESRCH) return killed.error().copy();
  if (init->wait_for_exit(patience_ms)) return {};
  return Error::conflict(format("process {} is still there {} s after SIGKILL", init->pid(), patience_ms / 1000));
}

}  // namespace

// With the cgroup's processes: of a container that shares the host's pid namespace, init is not the last.
Status kill_all(const Container& container) {
  TRY(kill_init(container));
  const std::string& path = container.state().cgroup;
  if (path.empty()) return {};
  const Result<sys::Cgroup> cgroup = sys::Cgroup::open(path);
  if (cgroup.ok()) return cgroup.value().kill_all();
  return cgroup.error().kind() == ErrorKind::not_found ? Status() : Status(cgroup.error().copy());
}

namespace {

Status remove_cgroup(const std::string& path) {
  if (path.empty()) return {};
  const Result<sys::Cgroup> cgroup = sys::Cgroup::open(path);
  if (cgroup.ok()) return cgroup.value().remove();
  return cgroup.error().kind() == ErrorKind::not_found ? Status() : Status(cgroup.error().copy());
}

}  // namespace

Status signal_all(const Container& container, int number) {
  const std::optional<sys::Process> init = container.init();
  if (number == SIGKILL) return kill_all(container);
  if (!init.has_value()) return Error::conflict("it is not running");
  return init->signal(number);
}

void release_host_resources(isolation::Stage& stage) {
  const Status ended = isolation::end_scope_holder(stage);
  if (!ended.ok()) log::warn(ended.error().to_string());
  const Status removed = stage.cgroup.has_value() ? stage.cgroup->remove() : Status();
  if (!removed.ok()) log::warn(removed.error().to_string());
  if (stage.id_claim.empty()) return;
  const Status released = sys::remove_file_at(sys::Fd(AT_FDCWD), stage.id_claim);
  if (!released.ok()) log::warn(released.error().to_string());
}

Status delete_container(const Container& container, bool force) {
  const ContainerStatus status = container.status();
  if (status != ContainerStatus::stopped && status != ContainerStatus::created && !force)
    return Error::conflict(format("container {} is {}", quoted(container.state().id), to_string(status)))
        .hint("stop it first, or use --force");
  TRY(kill_all(container));
  TRY(remove_cgroup(container.state().cgroup));
  if (!container.state().id_claim.empty()) TRY(sys::remove_file_at(sys::Fd(AT_FDCWD), container.state().id_claim));
  // The specification: a failing poststop hook is logged, and the rest goes on as if it had succeeded.
  const Status hooks = run_hooks(container.spec(), HookKind::poststop, oci_state_json(container.state(), "stopped"));
  if (!hooks.ok()) log::warn(hooks.error().to_string());
  container.directory().remove();
  return {};
}

Status delete_by_id(const std::string& root_dir, const std::string& id, bool force) {
  const StateDir directory = TRY(StateDir::open(root_dir, id));
  const Result<Container> container = Container::open(root_dir, id);
  if (container.ok()) return delete_container(container.value(), force).context(id);
  if (!force) return container.error().copy().wrap(id).hint("its start failed or is going on; --force removes it");
  // A start that was killed before it wrote its state: the cgroup can only be the default one. It is removed when it is
  // empty; processes in it may be those of a container of the same name under another --root.
  const Status removed = remove_cgroup("/bulkhead/" + id);
  if (!removed.ok()) log::warn(removed.error().to_string());
  directory.remove();
  return {};
}

}  // namespace bulkhead::launch
