// bulkhead exec ID COMMAND...: a further process in a running container.
#include "launch/exec.h"

#include "base/format.h"
#include "base/parse.h"
#include "cli/command.h"
#include "engine/session.h"
#include "oci/capability.h"
#include "oci/json.h"
#include "oci/parse.h"
#include "sys/file.h"

namespace bulkhead::cli {
namespace {

struct ExecOptions {
  std::string id;
  std::string process_file;
  std::vector<std::string> command;
  std::vector<std::string> env;
  std::string cwd;
  std::string user;
  std::vector<std::string> capabilities;
  std::vector<uint32_t> groups;
  bool terminal = false;
  bool interactive = false;
  bool detach = false;
  bool no_new_privileges = false;
  launch::ExecRequest request;
};

void add_options(CLI::App& app, ExecOptions& options) {
  app.prefix_command();  // what follows the id is the command's own
  app.add_option("-p,--process", options.process_file, "File with the process object of a config.json");
  app.add_option("-e,--env", options.env, "NAME=VALUE, repeatable")->allow_extra_args(false);
  app.add_option("--cwd", options.cwd, "Working directory");
  app.add_option("-u,--user", options.user, "UID[:GID]");
  app.add_option("-g,--additional-gids", options.groups, "Supplementary group, repeatable")->allow_extra_args(false);
  app.add_option("-c,--cap", options.capabilities, "Capability to add, repeatable")->allow_extra_args(false);
  app.add_flag("-t,--tty", options.terminal, "Give the program a terminal");
  app.add_flag("-i,--interactive", options.interactive, "Keep standard input open (it always is)");
  app.add_flag("-d,--detach", options.detach, "Do not wait for its end");
  app.add_flag("--no-new-privs", options.no_new_privileges, "Set no_new_privs");
  app.add_option("--console-socket", options.request.console_socket, "Unix socket that receives the terminal's master");
  app.add_option("--pid-file", options.request.pid_file, "File to write the process id to");
  app.add_option("--preserve-fds", options.request.preserve_fds, "Pass descriptors 3 .. 3+N-1");
}

// "-u 1" must never become root: strict numbers, and nothing but one colon (CVE-2026-30892).
Status parse_user(const std::string& text, oci::User& user) {
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() > 2) return Error::config(format("--user {}: expected UID[:GID]", bulkhead::quoted(text)));
  user.uid = TRY(parse_u32(parts[0]).context("--user"));
  user.gid = parts.size() == 2 ? TRY(parse_u32(parts[1]).context("--user")) : user.uid;
  return {};
}

Status add_capabilities(const std::vector<std::string>& names, oci::Process& process) {
  for (const std::string& name : names) {
    const std::optional<int> number = oci::capability_number(name);
    if (!number.has_value()) return Error::config(format("--cap {}: no such capability", bulkhead::quoted(name)));
    if (!process.capabilities.has_value()) process.capabilities.emplace();
    const uint64_t bit = uint64_t{1} << *number;
    process.capabilities->bounding |= bit;
    process.capabilities->permitted |= bit;
    process.capabilities->effective |= bit;
  }
  return {};
}

Result<oci::Process> process_of(const ExecOptions& options, const launch::Container& container) {
  if (!options.process_file.empty()) {
    const std::string text = TRY(sys::read_file(options.process_file, oci::largest_json).context("--process"));
    const boost::json::value document = TRY(oci::parse_json(text, options.process_file));
    oci::Process process = TRY(oci::parse_process(oci::JsonPlace(options.process_file, document)));
    if (process.args.empty()) return Error::config("--process: /args: a process needs at least one argument");
    return process;
  }
  if (options.command.empty()) return Error::config("a command is missing: bulkhead exec [OPTIONS] ID COMMAND");
  oci::Process process = container.spec().process.value_or(oci::Process());
  process.args = options.command;
  process.terminal = options.terminal;
  process.env.insert(process.env.begin(), options.env.begin(), options.env.end());
  if (!options.cwd.empty()) process.cwd = options.cwd;
  if (!options.user.empty()) TRY(parse_user(options.user, process.user));
  if (!options.groups.empty()) process.user.additional_gids = options.groups;
  TRY(add_capabilities(options.capabilities, process));
  process.no_new_privileges = process.no_new_privileges || options.no_new_privileges;
  return process;
}

Result<int> exec(const GlobalOptions& global, std::vector<std::string> arguments) {
  CLI::App app("Run a further process in a container: bulkhead exec [OPTIONS] ID COMMAND...", "bulkhead exec");
  ExecOptions options;
  add_options(app, options);
  const Parsed parsed = parse(app, std::move(arguments));
  if (parsed.finished) return parsed.exit_code;
  std::vector<std::string> words = app.remaining();
  if (!words.empty() && words.front() == "--") words.erase(words.begin());
  if (words.empty()) return Error::config("the container's id is missing");
  options.id = words.front();
  const auto first = words.begin() + (words.size() > 1 && words[1] == "--" ? 2 : 1);
  options.command.assign(first, words.end());

  const std::string root = TRY(runtime_root(global));
  const launch::Container container = TRY(launch::Container::open(root, options.id));
  options.request.process = TRY(process_of(options, container));
  TRY(engine::hold_signals());
  launch::Executed executed = TRY(launch::execute_in(container, options.request).context(options.id));
  if (options.detach) return 0;
  const sys::ExitStatus status = TRY(engine::attend(executed.process, std::move(executed.console_master)));
  return status.shell_code();
}

}  // namespace

extern const Command exec_command;
const Command exec_command{"exec", "run a further process in a container", exec};

}  // namespace bulkhead::cli
