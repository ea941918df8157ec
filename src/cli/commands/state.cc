// bulkhead state ID: the state document of the runtime specification, with the walls that are not up.
#include <boost/json.hpp>

#include "cli/command.h"
#include "cli/stdio.h"
#include "launch/container.h"
#include "oci/indent.h"
#include "oci/serialize_parts.h"

namespace bulkhead::cli {
namespace {

Result<int> state(const GlobalOptions& global, std::vector<std::string> arguments) {
  CLI::App app("Print the state of a container as JSON", "bulkhead state");
  std::string id;
  app.add_option("ID", id, "Name of the container")->required();
  const Parsed parsed = parse(app, std::move(arguments));
  if (parsed.finished) return parsed.exit_code;
  const std::string root = TRY(runtime_root(global));
  const launch::Container container = TRY(launch::Container::open(root, id));
  const launch::ContainerState& known = container.state();
  const launch::ContainerStatus status = container.status();
  boost::json::object document{{"ociVersion", oci::spec_version},
                               {"id", known.id},
                               {"status", launch::to_string(status)},
                               {"pid", status == launch::ContainerStatus::stopped ? 0 : known.pid},
                               {"bundle", known.bundle},
                               {"annotations", oci::write_text_map(known.annotations)},
                               {"owner", known.owner},
                               {"lowered", oci::write_texts(known.lowered)},
                               {"absent", oci::write_text_map(known.absent)}};
  print(oci::indented(document));
  return 0;
}

}  // namespace

extern const Command state_command;
const Command state_command{"state", "print the state of a container", state};

}  // namespace bulkhead::cli
