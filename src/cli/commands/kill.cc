// bulkhead kill ID [SIGNAL]: a signal for the container's first process, or with --all for every process in it.
#include <csignal>

#include "base/format.h"
#include "cli/command.h"
#include "launch/delete.h"
#include "sys/signals.h"

namespace bulkhead::cli {
namespace {

Result<int> kill(const GlobalOptions& global, std::vector<std::string> arguments) {
  CLI::App app("Send a signal to a container", "bulkhead kill");
  std::string id;
  std::string name = "SIGTERM";
  bool all = false;
  app.add_flag("-a,--all", all, "Send it to every process of the container");
  app.add_option("ID", id, "Name of the container")->required();
  app.add_option("SIGNAL", name, "Name or number, SIGTERM by default");
  const Parsed parsed = parse(app, std::move(arguments));
  if (parsed.finished) return parsed.exit_code;
  const std::optional<int> number = sys::signal_number(name);
  if (!number.has_value()) return Error::config(format("{} is no signal", bulkhead::quoted(name)));
  const std::string root = TRY(runtime_root(global));
  const launch::Container container = TRY(launch::Container::open(root, id));
  if (all) {
    TRY(launch::signal_all(container, *number).context(id));
    return 0;
  }
  const std::optional<sys::Process> init = container.init();
  if (!init.has_value()) return Error::conflict(format("container {} is not running", bulkhead::quoted(id)));
  TRY(init->signal(*number).context(id));
  return 0;
}

}  // namespace

extern const Command kill_command;
const Command kill_command{"kill", "send a signal to a container", kill};

}  // namespace bulkhead::cli
