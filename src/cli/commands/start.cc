// bulkhead start ID: opens the gate of a created container.
#include "launch/start.h"

#include "base/format.h"
#include "cli/command.h"
#include "oci/validate.h"

namespace bulkhead::cli {
namespace {

Result<int> start(const GlobalOptions& global, std::vector<std::string> arguments) {
  CLI::App app("Start the program of a created container", "bulkhead start");
  std::string id;
  app.add_option("ID", id, "Name of the container")->required();
  const Parsed parsed = parse(app, std::move(arguments));
  if (parsed.finished) return parsed.exit_code;
  const std::string root = TRY(runtime_root(global));
  const launch::Container container = TRY(launch::Container::open(root, id));
  TRY(launch::start_container(container).context(id));
  return 0;
}

}  // namespace

extern const Command start_command;
const Command start_command{"start", "start a created container", start};

}  // namespace bulkhead::cli
