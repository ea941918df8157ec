#include "launch/hooks.h"

#include <signal.h>

#include "base/format.h"
#include "launch/state.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signals.h"

namespace bulkhead::launch {
namespace {

const std::vector<oci::Hook>& hooks_of(const oci::Spec& spec, HookKind kind) {
  switch (kind) {
    case HookKind::prestart: return spec.hooks.prestart;
    case HookKind::create_runtime: return spec.hooks.create_runtime;
    case HookKind::create_container: return spec.hooks.create_container;
    case HookKind::start_container: return spec.hooks.start_container;
    case HookKind::poststart: return spec.hooks.poststart;
    case HookKind::poststop: return spec.hooks.poststop;
  }
  return spec.hooks.poststop;
}

[[noreturn]] void become_hook(const oci::Hook& hook, sys::Fd input) {
  std::vector<std::string> arguments = hook.args;
  if (arguments.empty()) arguments.push_back(hook.path);
  Status status = sys::duplicate_to(input, 0);
  if (status.ok()) status = sys::cloexec_all_from(3);
  if (status.ok()) status = sys::reset_signals();
  if (status.ok()) status = sys::execute_path(hook.path, arguments, hook.env);
  sys::exit_now(127);
}

Status run_one(const oci::Hook& hook, const std::string& state) {
  sys::Pipe input = TRY(sys::make_pipe());
  sys::CloneResult clone = TRY(sys::clone_process(0));
  if (clone.in_child) become_hook(hook, input.read_end);
  input.read_end.reset();
  // A state of a few kilobytes fits into the pipe; a hook that does not read it has a right not to (EPIPE).
  const Status written = sys::write_all(input.write_end, state);
  input.write_end.reset();
  if (!written.ok() && written.error().number() != EPIPE) return written.error().copy();
  const int patience = hook.timeout.has_value() ? static_cast<int>(*hook.timeout * 1000) : -1;
  if (!clone.child.wait_for_exit(patience)) {
    TRY(clone.child.signal(SIGKILL));
    (void)TRY(clone.child.wait());
    return Error::peer_died(format("timed out after {} s and was killed", *hook.timeout));
  }
  const sys::ExitStatus status = TRY(clone.child.wait());
  if (status.shell_code() == 0) return {};
  return Error::peer_died(format("ended with {}", status.to_string()));
}

}  // namespace

std::string_view to_string(HookKind kind) {
  constexpr std::string_view names[] = {"prestart",       "createRuntime", "createContainer",
                                        "startContainer", "poststart",     "poststop"};
  return names[static_cast<int>(kind)];
}

Status run_hooks(const oci::Spec& spec, HookKind kind, const std::string& state) {
  const std::vector<oci::Hook>& hooks = hooks_of(spec, kind);
  for (size_t i = 0; i < hooks.size(); ++i)
    TRY(run_one(hooks[i], state).context(format("hook {}/{} {}", to_string(kind), i, quoted(hooks[i].path))));
  return {};
}

Status run_inside_hooks(isolation::Stage& stage, HookKind kind) {
  if (hooks_of(stage.spec, kind).empty()) return {};
  ContainerState state;
  state.id = stage.id;
  state.bundle = stage.bundle_dir;
  state.annotations = stage.spec.annotations;
  state.pid = sys::own_pid();
  const std::string_view status = kind == HookKind::create_container ? "creating" : "created";
  return run_hooks(stage.spec, kind, oci_state_json(state, status));
}

}  // namespace bulkhead::launch
