#include "launch/create.h"

#include <sched.h>
#include <signal.h>

#include "base/format.h"
#include "base/log.h"
#include "isolation/observed.h"
#include "isolation/registry.h"
#include "launch/console_socket.h"
#include "launch/delete.h"
#include "launch/hooks.h"
#include "launch/init.h"
#include "launch/joiner.h"
#include "launch/undo.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/identity.h"
#include "sys/terminal.h"

namespace bulkhead::launch {
namespace {

using isolation::Phase;
using isolation::Stage;

Status check_walls(const Stage& stage) {
  for (const std::string& name : stage.lowered) {
    if (isolation::find_control(name) == nullptr)
      return Error::config(format("--lower {}: there is no such wall", quoted(name)))
          .hint("`bulkhead explain` lists them");
  }
  if (!stage.has_namespace(oci::NamespaceType::mount))
    return Error::refused(
        "config.json: /linux/namespaces: a container without a mount namespace would mount on the host");
  return {};
}

Stage plan(const oci::Spec& spec, const CreateRequest& request) {
  Stage stage(spec);
  stage.id = request.id;
  stage.state_dir = request.root_dir + "/" + request.id;
  stage.bundle_dir = request.bundle_dir;
  stage.host_root = sys::is_host_root();
  stage.host_uid = sys::effective_uid();
  stage.host_gid = sys::effective_gid();
  stage.lowered = request.lowered;
  stage.preserve_fds = request.preserve_fds;
  stage.timeline.enabled = request.timings;
  return stage;
}

Status send_attachments(Stage& stage, Channel& init) {
  HostAttached message;
  std::vector<sys::Fd> descriptors;
  for (const auto& [slot, fd] : stage.handed) {
    message.slots.push_back(slot);
    descriptors.push_back(fd);
    if (message.slots.size() == sys::most_descriptors) {
      TRY(init.send(message, descriptors));
      message.slots.clear();
      descriptors.clear();
    }
  }
  TRY(init.send(message, descriptors));
  stage.handed.clear();
  return {};
}

// Reads every wall back from the kernel. What differs is a failed start.
Status confirm_walls(const Stage& stage, int pid) {
  const isolation::Observed observed = TRY(isolation::Observed::open(stage, pid, false));
  const std::vector<isolation::Difference> differences = isolation::confirm_all(observed);
  if (differences.empty()) return {};
  Error error = Error::refused(differences.front().what);
  return std::move(error).wrap(differences.front().control).wrap("a wall did not go up");
}

ContainerState make_state(const Stage& stage, const oci::Spec& spec) {
  ContainerState state;
  state.id = stage.id;
  state.bundle = stage.bundle_dir;
  state.annotations = spec.annotations;
  state.pid = stage.init_pid;
  state.lowered = stage.lowered;
  state.absent = stage.absent;
  state.uid_map = stage.uid_map;
  state.gid_map = stage.gid_map;
  state.id_claim = stage.id_claim;
  state.cgroup = stage.cgroup_path();
  state.owner = stage.host_uid;
  state.created = sys::wall_clock_seconds();
  return state;
}

Result<sys::UniqueFd> make_gate(const CreateRequest& request, const StateDir& directory) {
  if (!request.wait_at_gate) return sys::UniqueFd();
  return sys::listen_at(directory.fd(), "gate");
}

}  // namespace

Result<Created> create_container(const oci::Spec& spec, const CreateRequest& request) {
  Stage stage = plan(spec, request);
  TRY(check_walls(stage));

  UndoStack undo;
  const StateDir directory = TRY(StateDir::create(request.root_dir, request.id));
  undo.add([&] { directory.remove(); });
  undo.add([&] { release_host_resources(stage); });
  TRY(isolation::run_phase(Phase::host_prepare, stage));

  sys::SocketPair pair = TRY(sys::make_message_pair());
  sys::UniqueFd gate = TRY(make_gate(request, directory));
  SpawnedInit spawned = TRY(spawn_init(stage, isolation::clone_flags(stage), pair.first, pair.second));
  if (spawned.in_init) {
    pair.first.reset();
    run_init(stage, Channel(std::move(pair.second), "host"), std::move(gate));
  }
  pair.second.reset();
  gate.reset();

  Created created;
  created.init = std::move(spawned.init);
  created.channel = Channel(std::move(pair.first), "container init");
  undo.add([&] {
    (void)created.init.signal(SIGKILL);
    (void)created.init.wait();
  });
  stage.init_pid = created.init.pid();
  TRY(isolation::run_phase(Phase::host_attach, stage));
  TRY(send_attachments(stage, created.channel));

  (void)TRY(created.channel.expect<RootBuilt>());
  created.state = make_state(stage, spec);
  created.state.start_time = TRY(sys::start_time(stage.init_pid));
  TRY(directory.write_spec(spec));
  TRY(directory.write_state(created.state));
  const std::string document = oci_state_json(created.state, "creating");
  TRY(run_hooks(spec, HookKind::prestart, document));
  TRY(run_hooks(spec, HookKind::create_runtime, document));
  TRY(created.channel.send(HooksDone{}));

  auto ready = TRY(created.channel.expect<ReadyToStart>());
  for (auto& [control, why] : ready.message.absent) stage.mark_absent(control, why);
  if (!ready.descriptors.empty()) created.console_master = std::move(ready.descriptors.front());
  const uint64_t begin = stage.timeline.now();
  TRY(confirm_walls(stage, stage.init_pid));
  stage.timeline.add("confirm", Phase::drop_privilege, begin);

  if (!request.console_socket.empty()) {
    TRY(hand_out_console(request.console_socket, created.console_master));
    created.console_master.reset();
  }
  if (stage.absent != created.state.absent) {
    created.state.absent = stage.absent;
    TRY(directory.write_state(created.state));
  }
  if (!request.pid_file.empty()) TRY(write_pid_file(request.pid_file, stage.init_pid));
  created.timeline = std::move(stage.timeline);
  for (auto& entry : ready.message.timeline) created.timeline.entries().push_back(std::move(entry));
  undo.dismiss();
  return created;
}

}  // namespace bulkhead::launch
