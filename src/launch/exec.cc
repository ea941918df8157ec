#include "launch/exec.h"

#include <sched.h>
#include <signal.h>

#include "base/format.h"
#include "isolation/join.h"
#include "isolation/registry.h"
#include "launch/channel.h"
#include "launch/confirm.h"
#include "launch/console_socket.h"
#include "launch/program.h"
#include "launch/undo.h"
#include "sys/file.h"
#include "sys/identity.h"
#include "sys/namespace.h"
#include "sys/prctl.h"
#include "sys/root_dir.h"
#include "sys/signals.h"
#include "sys/terminal.h"

namespace bulkhead::launch {
namespace {

using isolation::Phase;
using isolation::Stage;

uint64_t namespaces_of(const Container& container) {
  uint64_t flags = 0;
  for (const oci::Namespace& entry : container.spec().linux.namespaces) flags |= oci::clone_flag(entry.type);
  return flags;
}

Status take_terminal(Stage& stage) {
  if (!stage.spec.process->terminal) return {};
  sys::UniqueFd multiplexer = TRY(sys::open_file("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_NOFOLLOW));
  sys::Terminal terminal = TRY(sys::make_terminal(std::move(multiplexer)));
  TRY(sys::make_controlling(terminal.peer));
  for (int number : {0, 1, 2}) TRY(sys::duplicate_to(terminal.peer, number));
  stage.console_master = std::move(terminal.master);
  return {};
}

// In the new process, inside the container's namespaces: the same last steps as init, without building anything.
Status become_program(Stage& stage, Channel& host) {
  TRY(sys::new_session());
  TRY(isolation::enter_user_namespace_root(stage));
  TRY(take_terminal(stage));
  TRY(isolation::run_phase(Phase::drop_privilege, stage));
  TRY(enter_working_directory(*stage.spec.process));
  const Program program = TRY(find_program(*stage.spec.process));
  std::vector<sys::Fd> console;
  if (stage.console_master.valid()) console.push_back(stage.console_master);
  TRY(host.send(ReadyToStart{}, console));
  stage.console_master.reset();
  TRY(sys::reset_signals());
  TRY(isolation::run_phase(Phase::before_exec, stage));
  return execute_program(program, *stage.spec.process);
}

[[noreturn]] void fail(Channel& host, const Error& error) {
  Failed failed;
  failed.detail = error.detail();
  (void)host.send(failed);
  sys::exit_now(125);
}

// The joiner: joins the cgroup and then all namespaces through init's pidfd, and clones the program's process as a sibling,
// so that the caller is its parent. Non-dumpable from before the first setns on: nobody inside may trace a process that
// still holds descriptors of the host (CVE-2016-9962).
[[noreturn]] void join(Stage& stage, const sys::Process& init, uint64_t flags, Channel host) {
  const auto attempt = [&]() -> Result<sys::CloneResult> {
    TRY(sys::set_dumpable(false));
    TRY(isolation::enter_cgroup(stage));
    TRY(sys::join_namespaces(init.pidfd(), flags));
    return sys::clone_process(CLONE_PARENT);
  };
  Result<sys::CloneResult> clone = attempt();
  if (!clone.ok()) fail(host, clone.error());
  if (clone.value().in_child) {
    const Status status = become_program(stage, host);
    fail(host, status.error());
  }
  InitSpawned message;
  message.pid = clone.value().child.pid();
  const Status told = host.send(message, {clone.value().child.pidfd()});
  sys::exit_now(told.ok() ? 0 : 125);
}

}  // namespace

Result<Executed> execute_in(const Container& container, const ExecRequest& request) {
  const ContainerStatus status = container.status();
  if (status != ContainerStatus::running && status != ContainerStatus::created)
    return Error::conflict(format("container {} is {}", quoted(container.state().id), to_string(status)));
  const std::optional<sys::Process> init = container.init();
  if (!init.has_value()) return Error::conflict(format("container {} has ended", quoted(container.state().id)));

  oci::Spec spec = container.spec();
  spec.process = request.process;
  Stage stage = container.stage_for(spec);
  stage.preserve_fds = request.preserve_fds;
  stage.further_process = true;
  TRY(isolation::prepare_exec(stage, container.state().cgroup));
  sys::SocketPair pair = TRY(sys::make_message_pair());
  sys::CloneResult joiner = TRY(sys::clone_process(0, stage.cgroup_fd()));
  if (joiner.in_child) {
    pair.first.reset();
    join(stage, *init, namespaces_of(container), Channel(std::move(pair.second), "host"));
  }
  pair.second.reset();
  Channel channel(std::move(pair.first), "exec");
  auto answer = channel.expect<InitSpawned>();
  (void)TRY(joiner.child.wait());
  auto spawned = TRY(std::move(answer));
  if (spawned.descriptors.size() != 1) return Error::protocol("the joiner sent no pidfd");

  Executed executed;
  executed.process = sys::Process(spawned.message.pid, std::move(spawned.descriptors.front()));
  UndoStack undo;
  undo.add([&] {
    (void)executed.process.signal(SIGKILL);
    (void)executed.process.wait();
  });
  auto ready = TRY(channel.expect<ReadyToStart>());
  if (!ready.descriptors.empty()) executed.console_master = std::move(ready.descriptors.front());
  if (!request.console_socket.empty()) {
    TRY(hand_out_console(request.console_socket, executed.console_master));
    executed.console_master.reset();
  }
  if (!request.pid_file.empty()) TRY(write_pid_file(request.pid_file, executed.process.pid()));
  TRY(channel.expect_end());
  TRY(confirm_running(stage, executed.process));
  undo.dismiss();
  return executed;
}

}  // namespace bulkhead::launch
