// bulkhead create ID: everything but the start.
#include "launch/create.h"
#include "base/format.h"
#include "cli/bundle.h"
#include "cli/create_options.h"

namespace bulkhead::cli {
namespace {

Result<int> create(const GlobalOptions& global, std::vector<std::string> arguments) {
  CLI::App app("Create a container from a bundle; `bulkhead start` runs its program", "bulkhead create");
  CreateOptions options;
  std::string id;
  add_create_options(app, options);
  app.add_option("ID", id, "Name of the container")->required();
  const Parsed parsed = parse(app, std::move(arguments));
  if (parsed.finished) return parsed.exit_code;

  const Bundle bundle = TRY(read_bundle(options.bundle));
  warn_about(bundle.spec);
  launch::CreateRequest request = TRY(create_request(global, options, bundle.spec, id));
  request.bundle_dir = bundle.directory;
  request.wait_at_gate = true;
  if (!bundle.spec.process.has_value()) return Error::config("config.json: /process: missing");
  if (bundle.spec.process->terminal && options.console_socket.empty())
    return Error::config("config.json: /process/terminal: a terminal needs --console-socket");
  const launch::Created created = TRY(launch::create_container(bundle.spec, request).context(id));
  return 0;
}

}  // namespace

extern const Command create_command;
const Command create_command{"create", "create a container from a bundle", create};

}  // namespace bulkhead::cli
