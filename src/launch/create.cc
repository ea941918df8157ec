#include "launch/create.h"

#include <sched.h>
#include <signal.h>

#include <optional>

#include "base/format.h"
#include "base/log.h"
#include "isolation/registry.h"
#include "launch/confirm.h"
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
  stage.systemd_cgroup = request.systemd_cgroup;
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

// The host has compiled them while init was building.
Status send_filters(const Stage& stage, Channel& init) {
  HooksDone done;
  done.filters = static_cast<uint32_t>(stage.seccomp_programs.size());
  done.filter_flags = stage.seccomp_flags;
  TRY(init.send(done));
  for (const std::string& program : stage.seccomp_programs) {
    FilterProgram message;
    message.program = program;
    TRY(init.send(message));
  }
  return {};
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

// One attempt. The undo stack is the last member, so that it runs before what its steps refer to is gone.
class Creation {
 public:
  Creation(const oci::Spec& spec, const CreateRequest& request)
      : spec_(spec), request_(request), stage_(plan(spec, request)) {}

  Result<Created> run() {
    TRY(check_walls(stage_));
    TRY(isolation::run_phase(Phase::host_first, stage_));
    TRY(claim_name());
    TRY(isolation::run_phase(Phase::host_prepare, stage_));
    TRY(clone_init());  // init never returns from here
    TRY(isolation::run_phase(Phase::host_attach, stage_));
    TRY(send_attachments(stage_, created_.channel));
    TRY(isolation::run_phase(Phase::host_meanwhile, stage_));  // init builds
    TRY(publish());
    (void)TRY(created_.channel.expect<RootBuilt>());
    TRY(run_host_hooks());
    TRY(send_filters(stage_, created_.channel));
    TRY(await_ready());
    TRY(confirm());
    TRY(hand_out());
    created_.timeline.take_from(stage_.timeline);
    undo_.dismiss();
    return std::move(created_);
  }

 private:
  // From here on nobody else can make a container of this name.
  Status claim_name() {
    directory_.emplace(TRY(StateDir::create(request_.root_dir, request_.id)));
    undo_.add([this] { directory_->remove(); });
    undo_.add([this] { release_host_resources(stage_); });
    return {};
  }

  Status clone_init() {
    sys::SocketPair pair = TRY(sys::make_message_pair());
    sys::UniqueFd gate;
    if (request_.wait_at_gate) gate = TRY(sys::listen_at(directory_->fd(), "gate"));
    SpawnedInit spawned = TRY(spawn_init(stage_, isolation::clone_flags(stage_), pair.first, pair.second));
    if (spawned.in_init) {
      pair.first.reset();
      run_init(stage_, Channel(std::move(pair.second), "host"), std::move(gate));
    }
    created_.init = std::move(spawned.init);
    created_.channel = Channel(std::move(pair.first), "container init");
    stage_.init_pid = created_.init.pid();
    undo_.add([this] {
      (void)created_.init.signal(SIGKILL);
      (void)created_.init.wait();
    });
    return {};
  }

  // The state exists before the first hook runs: a hook may ask for it.
  Status publish() {
    created_.state = make_state(stage_, spec_);
    created_.state.start_time = TRY(sys::start_time(stage_.init_pid));
    TRY(directory_->write_spec(spec_));
    return directory_->write_state(created_.state);
  }

  Status run_host_hooks() {
    const std::string document = oci_state_json(created_.state, "creating");
    TRY(run_hooks(spec_, HookKind::prestart, document));
    return run_hooks(spec_, HookKind::create_runtime, document);
  }

  Status await_ready() {
    auto ready = TRY(created_.channel.expect<ReadyToStart>());
    for (auto& [control, why] : ready.message.absent) stage_.mark_absent(control, why);
    for (auto& entry : ready.message.timeline) stage_.timeline.entries().push_back(std::move(entry));
    if (!ready.descriptors.empty()) created_.console_master = std::move(ready.descriptors.front());
    if (stage_.absent == created_.state.absent) return {};
    created_.state.absent = stage_.absent;
    return directory_->write_state(created_.state);
  }

  Status confirm() {
    if (!stage_.host_root) return {};  // confirm_started() does it later
    return confirm_walls(stage_, stage_.init_pid, false, &stage_.timeline);
  }

  Status hand_out() {
    if (!request_.console_socket.empty()) {
      TRY(hand_out_console(request_.console_socket, created_.console_master));
      created_.console_master.reset();
    }
    return request_.pid_file.empty() ? Status() : write_pid_file(request_.pid_file, stage_.init_pid);
  }

  const oci::Spec& spec_;
  const CreateRequest& request_;
  Stage stage_;
  std::optional<StateDir> directory_;
  Created created_;
  UndoStack undo_;
};

}  // namespace

Result<Created> create_container(const oci::Spec& spec, const CreateRequest& request) {
  return Creation(spec, request).run();
}

}  // namespace bulkhead::launch
