// bulkhead run -- COMMAND: the main job. Options become a configuration (policy), the configuration becomes a container
// (launch), and the container is attended until it ends (engine): there is no private door.
#include "base/format.h"
#include "cli/bundle.h"
#include "cli/create_options.h"
#include "cli/run_options.h"
#include "cli/stdio.h"
#include "cli/timings.h"
#include "engine/session.h"
#include "launch/confirm.h"
#include "launch/delete.h"
#include "launch/start.h"
#include "policy/run_policy.h"
#include "sys/random.h"

namespace bulkhead::cli {
namespace {

struct Plan {
  oci::Spec spec;
  std::string bundle_dir;
};

Result<Plan> plan_of(const CreateOptions& create, RunFlags& flags) {
  Plan plan;
  if (!create.bundle.empty()) {
    if (flags.any_policy_option)
      return Error::config("--bundle: its config.json says everything; the other options cannot be combined with it");
    Bundle bundle = TRY(read_bundle(create.bundle));
    plan.spec = std::move(bundle.spec);
    plan.bundle_dir = std::move(bundle.directory);
    if (!plan.spec.process.has_value()) return Error::config("config.json: /process: missing");
    if (!flags.options.command.empty()) plan.spec.process->args = flags.options.command;
    warn_about(plan.spec);
    return plan;
  }
  const policy::HostFacts facts = TRY(host_facts());
  plan.spec = TRY(policy::run_spec(flags.options, facts));
  if (!flags.cgroup_parent.empty()) plan.spec.linux.cgroups_path = flags.cgroup_parent + "/" + flags.options.id;
  return plan;
}

Status start(const launch::CreateRequest& request, const Plan& plan, launch::Created& created) {
  TRY(launch::start_through(created.channel));
  TRY(launch::confirm_started(request.root_dir, request.id, created.init));
  return launch::run_poststart(plan.spec, created.state, created.init);
}

Status remove(const launch::CreateRequest& request, const Plan& plan, const launch::Created& created) {
  const Result<launch::Container> container = launch::Container::known(request.root_dir, created.state, plan.spec);
  // Somebody else may have deleted it while it ran.
  if (!container.ok()) return container.error().kind() == ErrorKind::not_found ? Status() : container.error().copy();
  return launch::delete_container(container.value(), true);
}

Result<int> attend(const launch::CreateRequest& request, const Plan& plan) {
  TRY(engine::hold_signals());
  launch::Created created = TRY(launch::create_container(plan.spec, request));
  Status started = start(request, plan, created);
  if (request.timings) print_timings(created.timeline);
  Result<sys::ExitStatus> ended = started.ok() ? engine::attend(created.init, std::move(created.console_master))
                                               : engine::end_quietly(created.init);
  const Status removed = remove(request, plan, created);
  TRY(std::move(started));
  const sys::ExitStatus status = TRY(std::move(ended));
  TRY(removed.ok() ? Status() : Status(removed.error().copy()));
  return status.shell_code();
}

// --detach: the container goes on without us; `delete` takes it away.
Result<int> detach(const launch::CreateRequest& request, const Plan& plan) {
  launch::Created created = TRY(launch::create_container(plan.spec, request));
  Status started = start(request, plan, created);
  if (!started.ok()) {
    (void)launch::delete_by_id(request.root_dir, request.id, true);
    return std::move(started).error();
  }
  return 0;
}

Result<int> run(const GlobalOptions& global, std::vector<std::string> arguments) {
  CLI::App app("Run a command in a container with every wall up", "bulkhead run");
  CreateOptions create;
  RunFlags flags;
  add_create_options(app, create);
  add_run_options(app, flags);
  const Parsed parsed = parse_run(app, std::move(arguments), create, flags);
  if (parsed.finished) return parsed.exit_code;

  if (flags.options.id.empty()) flags.options.id = TRY(sys::random_name());
  flags.options.terminal = flags.terminal;
  const Plan plan = TRY(plan_of(create, flags));
  launch::CreateRequest request = TRY(create_request(global, create, plan.spec, flags.options.id));
  request.bundle_dir = plan.bundle_dir.empty() ? "/" : plan.bundle_dir;
  if (flags.detach && plan.spec.process->terminal && create.console_socket.empty())
    return Error::config("--detach with a terminal needs --console-socket");
  return flags.detach ? detach(request, plan) : attend(request, plan);
}

}  // namespace

extern const Command run_command;
const Command run_command{"run", "run a command in a container with every wall up", run};

}  // namespace bulkhead::cli
