#include "launch/container.h"

#include "sys/identity.h"

namespace bulkhead::launch {

Result<Container> Container::open(const std::string& root_dir, const std::string& id) {
  StateDir directory = TRY(StateDir::open(root_dir, id));
  ContainerState state = TRY(directory.read_state());
  auto spec = std::make_unique<oci::Spec>(TRY(directory.read_spec()));
  return Container(std::move(directory), std::move(state), std::move(spec));
}

Result<Container> Container::known(const std::string& root_dir, const ContainerState& state, const oci::Spec& spec) {
  StateDir directory = TRY(StateDir::open(root_dir, state.id));
  return Container(std::move(directory), state, std::make_unique<oci::Spec>(spec));
}

std::string Container::root_dir() const { return directory_.path().substr(0, directory_.path().find_last_of('/')); }

std::optional<sys::Process> Container::init() const {
  Result<sys::Process> process = sys::Process::open(state_.pid);
  if (!process.ok()) return std::nullopt;
  // Opened first, compared second: a pid that was recycled in between has another start time.
  const Result<uint64_t> started = sys::start_time(state_.pid);
  if (!started.ok() || started.value() != state_.start_time || process.value().has_exited()) return std::nullopt;
  return std::move(process).value();
}

isolation::Stage Container::stage_for(const oci::Spec& spec) const {
  isolation::Stage stage(spec);
  stage.id = state_.id;
  stage.state_dir = directory_.path();
  stage.bundle_dir = state_.bundle;
  stage.host_root = sys::is_host_root();
  stage.host_uid = state_.owner;
  stage.lowered = state_.lowered;
  stage.absent = state_.absent;
  stage.uid_map = state_.uid_map;
  stage.gid_map = state_.gid_map;
  stage.init_pid = state_.pid;
  if (!state_.cgroup.empty()) {
    Result<sys::Cgroup> opened = sys::Cgroup::open(state_.cgroup);
    if (opened.ok()) stage.cgroup = std::move(opened).value();  // gone: the controls that look for it say so
  }
  return stage;
}

}  // namespace bulkhead::launch
