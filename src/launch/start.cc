#include "launch/start.h"

#include <signal.h>

#include "base/format.h"
#include "launch/confirm.h"
#include "launch/hooks.h"
#include "sys/file.h"

namespace bulkhead::launch {

Status start_through(Channel& channel) {
  TRY(channel.send(Start{}));
  return channel.expect_end();
}

Status run_poststart(const oci::Spec& spec, const ContainerState& state, const sys::Process& init) {
  Status status = run_hooks(spec, HookKind::poststart, oci_state_json(state, "running"));
  if (!status.ok()) (void)init.signal(SIGKILL);
  return status;
}

Status start_container(const Container& container) {
  const ContainerStatus status = container.status();
  if (status != ContainerStatus::created)
    return Error::conflict(format("container {} is {}, not created", quoted(container.state().id), to_string(status)));
  const std::optional<sys::Process> init = container.init();
  if (!init.has_value()) return Error::conflict(format("container {} has ended", quoted(container.state().id)));
  sys::UniqueFd knock = TRY(sys::connect_at(container.directory().fd(), "gate").context("the gate of the container"));
  Channel channel(std::move(knock), "container init");
  TRY(sys::remove_file_at(container.directory().fd(), "gate"));  // from here on the container is no longer "created"
  TRY(start_through(channel));
  TRY(confirm_started(container.root_dir(), container.state().id, *init));
  return run_poststart(container.spec(), container.state(), *init);
}

}  // namespace bulkhead::launch
