// bulkhead verify ID: every wall of a live container, read back from the kernel. Exit code 1 when one differs from what the
// container was made with.
#include <boost/json.hpp>

#include "base/format.h"
#include "cli/command.h"
#include "cli/stdio.h"
#include "isolation/observed.h"
#include "isolation/registry.h"
#include "launch/container.h"
#include "oci/indent.h"

namespace bulkhead::cli {
namespace {

struct Row {
  std::string control;
  std::string verdict;  // up, differs, lowered, absent, unwanted, unread
  std::string detail;
};

std::vector<Row> read_back(const isolation::Observed& observed) {
  const isolation::Stage& stage = observed.stage();
  const isolation::Confirmation found = isolation::confirm_all(observed);
  std::vector<Row> rows;
  for (const isolation::Control* control : isolation::controls()) {
    Row row{control->id, "up", ""};
    if (stage.is_lowered(control->id))
      row.verdict = "lowered";
    else if (stage.is_absent(control->id))
      row = {control->id, "absent", stage.absent.at(control->id)};
    else if (!control->wanted(stage))
      row.verdict = "unwanted";
    else if (control->confirm == nullptr)
      row = {control->id, "unread", control->unread};
    for (const isolation::Difference& unread : found.unread)
      if (unread.control == control->id) row = {control->id, "unread", unread.what};
    for (const isolation::Difference& difference : found.differences)
      if (difference.control == control->id) row = {control->id, "DIFFERS", difference.what};
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<int> verify(const GlobalOptions& global, std::vector<std::string> arguments) {
  CLI::App app("Read every wall of a container back from the kernel", "bulkhead verify");
  std::string id;
  std::string style = "table";
  app.add_option("ID", id, "Name of the container")->required();
  app.add_option("-f,--format", style, "table or json")->check(CLI::IsMember({"table", "json"}));
  const Parsed parsed = parse(app, std::move(arguments));
  if (parsed.finished) return parsed.exit_code;
  const std::string root = TRY(runtime_root(global));
  const launch::Container container = TRY(launch::Container::open(root, id));
  if (!container.init().has_value())
    return Error::conflict(format("container {} is not running", bulkhead::quoted(id)));
  const isolation::Stage stage = container.stage();
  const bool running = container.status() == launch::ContainerStatus::running;
  const isolation::Observed observed = TRY(isolation::Observed::open(stage, container.state().pid, running));
  const std::vector<Row> rows = read_back(observed);
  bool differs = false;
  std::string table;
  boost::json::array list;
  for (const Row& row : rows) {
    differs = differs || row.verdict == "DIFFERS";
    table += format("{:<9} {:<34} {}\n", row.verdict, row.control, row.detail);
    list.push_back({{"control", row.control}, {"verdict", row.verdict}, {"detail", row.detail}});
  }
  print(style == "json" ? oci::indented(list) : table);
  return differs ? 1 : 0;
}

}  // namespace

extern const Command verify_command;
const Command verify_command{"verify", "read every wall of a container back from the kernel", verify};

}  // namespace bulkhead::cli
