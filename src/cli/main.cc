// The program `bulkhead`: finds the command, configures the log, runs it, and prints the one error line.
#include "base/format.h"
#include "base/log.h"
#include "cli/command.h"
#include "cli/stdio.h"
#include "sys/file.h"
#include "sys/signals.h"

namespace bulkhead::cli {

#define COMMAND(name) extern const Command name;
#include "cli/commands.def"
#undef COMMAND

namespace {

#define COMMAND(name) &name,
const Command* const commands[] = {
#include "cli/commands.def"
};
#undef COMMAND

const Command* find_command(std::string_view name) {
  for (const Command* command : commands)
    if (name == command->name) return command;
  return nullptr;
}

void add_global_options(CLI::App& app, GlobalOptions& global) {
  app.add_option("--root", global.root, "Directory for the states of containers");
  app.add_option("--log", global.log, "Append log lines and errors to this file");
  app.add_option("--log-format", global.log_format, "text or json")->check(CLI::IsMember({"text", "json"}));
  app.add_flag("--debug", global.debug, "Log debug lines too");
  app.add_flag("--systemd-cgroup", global.systemd_cgroup, "Make cgroups through systemd");
  app.add_option("--cgroup-manager", global.cgroup_manager, "cgroupfs, systemd or disabled")
      ->check(CLI::IsMember({"cgroupfs", "systemd", "disabled"}));
  app.add_option("--rootless", global.rootless, "Accepted for engines that drive runc; found out without it");
  app.add_option("--criu", global.criu, "Accepted for engines that drive runc");
}

// Where the command's name stands: after the global options and their values.
size_t command_index(const std::vector<std::string>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& text = arguments[i];
    if (!text.starts_with('-')) return i;
    for (const char* with_value : {"--root", "--log", "--log-format", "--cgroup-manager", "--rootless", "--criu"})
      if (text == with_value) ++i;
  }
  return arguments.size();
}

std::string usage() {
  std::string text =
      "bulkhead: OS-level virtualization whose isolation is proven, not claimed\n\n"
      "usage: bulkhead [--root DIR] [--log FILE] [--log-format text|json] [--debug] COMMAND ...\n\ncommands:\n";
  for (const Command* command : commands) text += format("  {:<10}{}\n", command->name, command->summary);
  return text + "\n`bulkhead COMMAND --help` lists a command's options.\n";
}

Status configure_log(const GlobalOptions& global) {
  log::Settings settings;
  settings.style = global.log_format == "json" ? log::Style::json : log::Style::text;
  settings.least = global.debug ? log::Level::debug : log::Level::warning;
  if (!global.log.empty()) {
    sys::UniqueFd file = TRY(sys::open_file(global.log, O_WRONLY | O_CREAT | O_APPEND, 0600).context("--log"));
    settings.fd = std::move(file).release();
  }
  log::configure(settings);
  return {};
}

// An error goes to the log; where that is a file, to standard error as well, because a person may be there.
void report(const Error& error, const GlobalOptions& global) {
  log::report_error(error);
  if (global.log.empty()) return;
  log::configure({});
  log::report_error(error);
}

int exit_code_of(const Error& error, std::string_view command) {
  const bool like_a_shell = command == "run" || command == "exec";
  if (!like_a_shell) return 1;
  if (error.kind() == ErrorKind::no_command) return exit_not_found;
  if (error.kind() == ErrorKind::no_execute) return exit_not_executable;
  return exit_own_failure;
}

int run_command_line(const Command& command, const GlobalOptions& global, std::vector<std::string> arguments) {
  const Status configured = configure_log(global);
  Result<int> result = configured.ok() ? command.run(global, std::move(arguments)) : configured.error().copy();
  if (result.ok()) return result.value();
  const Error error = std::move(result).error().wrap(command.name);
  report(error, global);
  return exit_code_of(error, command.name);
}

int run_main(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
    print(usage());
    return arguments.empty() ? 1 : 0;
  }
  if (arguments[0] == "--version" || arguments[0] == "-v") {
    print("bulkhead " BULKHEAD_VERSION "\nspec: 1.3.0\n");
    return 0;
  }
  const auto name = arguments.begin() + static_cast<ptrdiff_t>(command_index(arguments));
  GlobalOptions global;
  CLI::App app("bulkhead");
  add_global_options(app, global);
  const Parsed parsed = parse(app, {arguments.begin(), name});
  if (parsed.finished) return parsed.exit_code;

  const Command* command = name == arguments.end() ? nullptr : find_command(*name);
  if (command != nullptr) return run_command_line(*command, global, {name + 1, arguments.end()});
  log::report_error(Error::config(name == arguments.end() ? "a command is missing"
                                                          : format("unknown command {}", bulkhead::quoted(*name)))
                        .hint("`bulkhead --help` lists the commands"));
  return 1;
}

}  // namespace
}  // namespace bulkhead::cli

int main(int count, char** values) {
  bulkhead::sys::ignore_broken_pipes();
  return bulkhead::cli::run_main({values + 1, values + count});
}
