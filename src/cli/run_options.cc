#include "cli/run_options.h"

#include <algorithm>

#include "base/parse.h"
#include "cli/stdio.h"
#include "isolation/processes/id_range.h"
#include "sys/host.h"
#include "sys/identity.h"

namespace bulkhead::cli {
namespace {

// Options that become part of the configuration; --bundle brings its own.
void add_policy_options(CLI::App& app, policy::RunOptions& options) {
  const char* group = "Container";
  app.add_option("--rootfs", options.rootfs, "Directory to use as root: read-only below, throw-away above")
      ->group(group);
  app.add_flag("--rw", options.read_write, "Write changes into --rootfs itself")->group(group);
  app.add_option("-e,--env", options.env, "NAME=VALUE, repeatable")->allow_extra_args(false)->group(group);
  app.add_option("-w,--cwd,--workdir", options.cwd, "Working directory")->group(group);
  app.add_option("-u,--user", options.user, "UID[:GID]")->group(group);
  app.add_option("--hostname", options.hostname, "Host name")->group(group);
  app.add_option("-v,--volume", options.volumes, "SRC:DST[:ro|:idmap], repeatable")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--network", options.network, "none (loopback only) or host")->group(group);
  app.add_option("--cap-add", options.cap_add, "Capability to add, repeatable")->allow_extra_args(false)->group(group);
  app.add_option("--cap-drop", options.cap_drop, "Capability to drop, repeatable")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--lower", options.lower, "Wall to take down (`bulkhead explain`), repeatable")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--sysctl", options.sysctl, "KEY=VALUE, repeatable")->allow_extra_args(false)->group(group);
  app.add_option("--annotation", options.annotations, "KEY=VALUE, repeatable")->allow_extra_args(false)->group(group);
}

// A size such as 64M; the text is checked by the strict parser, not by CLI11's.
void add_size(CLI::App& app, const char* name, std::optional<uint64_t>& target, const char* help) {
  app.add_option_function<std::string>(
         name,
         [&target, name](const std::string& text) {
           const Result<uint64_t> bytes = parse_bytes(text);
           if (!bytes.ok()) throw CLI::ValidationError(name, bytes.error().to_string());
           target = bytes.value();
         },
         help)
      ->group("Limits");
}

void add_limit_options(CLI::App& app, policy::RunOptions& options) {
  const char* group = "Limits";
  add_size(app, "-m,--memory", options.memory, "Memory, for example 512M");
  add_size(app, "--memory-swap,--swap", options.swap, "Swap on top of memory");
  app.add_option("--cpus", options.cpus, "Processors' worth of time, for example 1.5")->group(group);
  app.add_option("--cpu-weight", options.cpu_weight, "Share under contention, 1 to 10000 (100)")->group(group);
  app.add_option("--cpuset", options.cpuset, "Processors to run on, for example 0-1")->group(group);
  app.add_option("--mems", options.mems, "Memory nodes to use")->group(group);
  app.add_option("--pids", options.pids, "Processes and threads (1024)")->group(group);
  app.add_option("--io-weight", options.io_weight, "Share of block I/O, 10 to 1000")->group(group);
  app.add_option("--nofile", options.nofile, "Open files of one process (1024)")->group(group);
  app.add_option("--tmpfs-size", options.tmpfs_size, "Size of the throw-away part of the root")->group(group);
  app.add_option("--shm-size", options.shm_size, "Size of /dev/shm (64M)")->group(group);
}

}  // namespace

void add_run_options(CLI::App& app, RunFlags& flags) {
  add_policy_options(app, flags.options);
  add_limit_options(app, flags.options);
  app.add_option("--id,--name", flags.options.id, "Name of the container (random)");
  app.add_option("--cgroup-parent", flags.cgroup_parent, "Cgroup to make the container's in (/bulkhead)")
      ->group("Limits");
  app.add_flag("-i,--interactive", flags.interactive, "Keep standard input open (it always is)");
  app.add_flag("-t,--tty,--terminal", flags.terminal, "Give the program a terminal");
  app.add_flag("-d,--detach", flags.detach, "Start in the background");
  app.add_flag("--rm", flags.remove, "Remove the container afterwards (a foreground run always does)");
}

Parsed parse_run(CLI::App& app, std::vector<std::string> arguments, const CreateOptions& create, RunFlags& flags) {
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  const bool has_command = dashes != arguments.end();
  if (has_command) flags.options.command.assign(dashes + 1, arguments.end());
  std::vector<std::string> words(arguments.begin(), dashes);
  std::string id;
  app.add_option("ID", id, "With --bundle: name of the container");
  const Parsed parsed = parse(app, std::move(words));
  if (parsed.finished) return parsed;
  if (!id.empty()) {
    if (has_command && create.bundle.empty()) {
      print_error("bulkhead: run: " + id + ": options come before --, the command after it\n");
      return {true, exit_own_failure};
    }
    flags.options.id = id;
  }
  if (!has_command && id.empty() && create.bundle.empty()) {
    print_error("bulkhead: run: a command is missing: bulkhead run [OPTIONS] -- COMMAND\n");
    return {true, exit_own_failure};
  }
  const policy::RunOptions& o = flags.options;
  flags.any_policy_option = !o.rootfs.empty() || o.read_write || !o.env.empty() || !o.cwd.empty() || !o.user.empty() ||
                            !o.hostname.empty() || !o.volumes.empty() || !o.network.empty() || !o.cap_add.empty() ||
                            !o.cap_drop.empty() || !o.sysctl.empty() || !o.annotations.empty() || o.memory || o.swap ||
                            o.cpus || o.cpu_weight || !o.cpuset.empty() || !o.mems.empty() || o.pids || o.io_weight ||
                            o.nofile || !o.tmpfs_size.empty() || !o.shm_size.empty();
  return {};
}

Result<policy::HostFacts> host_facts() {
  policy::HostFacts facts;
  facts.memory_bytes = TRY(sys::host_memory_bytes());
  facts.nofile_hard = TRY(sys::open_files_hard_limit());
  facts.host_root = sys::is_host_root();
  facts.cgroup_v2 = sys::has_pure_cgroup_v2();
  if (!facts.host_root) {
    const isolation::SubordinateIds ids = TRY(isolation::subordinate_ids(sys::effective_uid()));
    facts.id_ranges = ids.uids.size != 0 && ids.gids.size != 0;
  }
  return facts;
}

}  // namespace bulkhead::cli
