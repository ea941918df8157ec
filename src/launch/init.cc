#include "launch/init.h"

#include <fcntl.h>

#include "isolation/registry.h"
#include "launch/hooks.h"
#include "launch/program.h"
#include "sys/file.h"
#include "sys/identity.h"
#include "sys/prctl.h"
#include "sys/process.h"
#include "sys/signals.h"
#include "sys/terminal.h"

namespace bulkhead::launch {
namespace {

using isolation::Phase;
using isolation::Stage;

// Where init hears that it may start, and where it tells a failure: the channel of `run`, or a knock at the gate.
class Host {
 public:
  Host(Channel channel, sys::UniqueFd gate) : channel_(std::move(channel)), gate_(std::move(gate)) {}

  Channel& channel() { return channel_; }

  Status wait_for_start() {
    if (gate_.valid()) {
      channel_.close();  // the end that `create` waits for
      sys::UniqueFd knock = TRY(sys::accept_from(gate_));
      channel_ = Channel(std::move(knock), "start");
      gate_.reset();
    }
    (void)TRY(channel_.expect<Start>());
    return {};
  }

  void tell(const Error& error) {
    Failed failed;
    failed.detail = error.detail();
    (void)channel_.send(failed);  // a host that is gone has nobody to tell
  }

 private:
  Channel channel_;
  sys::UniqueFd gate_;
};

Status receive_attachments(Stage& stage, Channel& host) {
  // More descriptors than one message holds come in several; the last one has none to follow.
  for (;;) {
    auto attached = TRY(host.expect<HostAttached>());
    const std::vector<uint32_t>& slots = attached.message.slots;
    if (slots.size() != attached.descriptors.size()) return Error::protocol("descriptors and slots differ in number");
    for (size_t i = 0; i < slots.size(); ++i) stage.handed[slots[i]] = std::move(attached.descriptors[i]);
    if (slots.size() < sys::most_descriptors) return {};
  }
}

// Comes when the hooks of the host have run.
Status receive_filters(Stage& stage, Channel& host) {
  const auto done = TRY(host.expect<HooksDone>());
  stage.seccomp_flags = done.message.filter_flags;
  for (uint32_t i = 0; i < done.message.filters; ++i) {
    auto filter = TRY(host.expect<FilterProgram>());
    stage.seccomp_programs.push_back(std::move(filter.message.program));
  }
  return {};
}

Status report_ready(Stage& stage, Channel& host) {
  ReadyToStart ready;
  ready.timeline = std::move(stage.timeline.entries());
  stage.timeline.entries().clear();
  for (const auto& [control, why] : stage.absent) ready.absent.emplace_back(control, why);
  std::vector<sys::Fd> descriptors;
  if (stage.console_master.valid()) descriptors.push_back(stage.console_master);
  TRY(host.send(ready, descriptors));
  stage.console_master.reset();
  return {};
}

Status take_terminal(Stage& stage) {
  if (!stage.console_peer.valid()) return {};
  TRY(sys::make_controlling(stage.console_peer));
  for (int number : {0, 1, 2}) TRY(sys::duplicate_to(stage.console_peer, number));
  stage.console_peer.reset();
  return {};
}

// A list of sentences; each says what is true from there on.
Status build_container(Stage& stage, Host& host, Program& program) {
  TRY(sys::set_process_name("bulkhead:init"));
  TRY(sys::new_session());
  TRY(receive_attachments(stage, host.channel()));
  TRY(isolation::run_phase(Phase::inside_build, stage));  // the new root is complete; the host's tree is still visible
  TRY(host.channel().send(RootBuilt{}));
  TRY(receive_filters(stage, host.channel()));
  TRY(run_inside_hooks(stage, HookKind::create_container));
  TRY(isolation::run_phase(Phase::inside_seal, stage));  // the host's tree is unreachable
  TRY(take_terminal(stage));                             // the caller's terminal is, too
  TRY(isolation::run_phase(Phase::drop_privilege, stage));
  TRY(enter_working_directory(*stage.spec.process));
  program = TRY(find_program(*stage.spec.process));
  TRY(report_ready(stage, host.channel()));
  TRY(host.wait_for_start());
  TRY(run_inside_hooks(stage, HookKind::start_container));
  return sys::reset_signals();
}

}  // namespace

void run_init(Stage& stage, Channel channel, sys::UniqueFd gate) noexcept {
  Host host(std::move(channel), std::move(gate));
  stage.timeline.entries().clear();  // the host keeps its own
  Program program;
  Status status = build_container(stage, host, program);
  if (status.ok()) status = isolation::run_phase(Phase::before_exec, stage);
  if (status.ok()) status = execute_program(program, *stage.spec.process);
  host.tell(status.error());
  sys::exit_now(125);
}

}  // namespace bulkhead::launch
