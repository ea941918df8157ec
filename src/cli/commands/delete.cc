// bulkhead delete ID: everything the container was made of is taken away.
#include "launch/delete.h"

#include "cli/command.h"
#include "oci/validate.h"

namespace bulkhead::cli {
namespace {

Result<int> remove(const GlobalOptions& global, std::vector<std::string> arguments) {
  CLI::App app("Remove a container", "bulkhead delete");
  std::string id;
  bool force = false;
  app.add_flag("-f,--force", force, "Kill it first if it still runs; no error if it does not exist");
  app.add_option("ID", id, "Name of the container")->required();
  const Parsed parsed = parse(app, std::move(arguments));
  if (parsed.finished) return parsed.exit_code;
  const std::string root = TRY(runtime_root(global));
  const Status status = launch::delete_by_id(root, id, force);
  if (!status.ok() && force && status.error().kind() == ErrorKind::not_found) return 0;
  TRY(status.ok() ? Status() : Status(status.error().copy()));
  return 0;
}

}  // namespace

extern const Command delete_command;
const Command delete_command{"delete", "remove a container", remove};

}  // namespace bulkhead::cli
