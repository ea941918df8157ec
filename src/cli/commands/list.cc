// bulkhead list: the containers below --root.
#include <ctime>

#include <boost/json.hpp>

#include "base/format.h"
#include "cli/command.h"
#include "cli/stdio.h"
#include "launch/container.h"

namespace bulkhead::cli {
namespace {

std::string time_text(int64_t seconds) {
  const time_t moment = static_cast<time_t>(seconds);
  tm parts{};
  ::gmtime_r(&moment, &parts);
  char text[32];
  return {text, ::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

Result<int> list(const GlobalOptions& global, std::vector<std::string> arguments) {
  CLI::App app("List the containers", "bulkhead list");
  std::string style = "table";
  bool quiet = false;
  app.add_option("-f,--format", style, "table or json")->check(CLI::IsMember({"table", "json"}));
  app.add_flag("-q,--quiet", quiet, "Print the ids only");
  const Parsed parsed = parse(app, std::move(arguments));
  if (parsed.finished) return parsed.exit_code;
  const std::string root = TRY(runtime_root(global));
  const std::vector<std::string> ids = TRY(launch::StateDir::list(root));
  boost::json::array rows;
  std::string table =
      quiet ? "" : format("{:<20} {:<8} {:<10} {:<22} {}\n", "ID", "PID", "STATUS", "CREATED", "BUNDLE");
  for (const std::string& id : ids) {
    const Result<launch::Container> container = launch::Container::open(root, id);
    if (!container.ok()) {
      // A start in progress or a broken directory: shown, because somebody may have to clean it up.
      table += quiet ? id + "\n" : format("{:<20} {:<8} {:<10} {:<22} {}\n", id, 0, "creating", "-", "-");
      rows.push_back({{"id", id}, {"pid", 0}, {"status", "creating"}});
      continue;
    }
    const launch::ContainerState& state = container.value().state();
    const launch::ContainerStatus status = container.value().status();
    const int pid = status == launch::ContainerStatus::stopped ? 0 : state.pid;
    const std::string created = time_text(state.created);
    table += quiet
                 ? id + "\n"
                 : format("{:<20} {:<8} {:<10} {:<22} {}\n", id, pid, launch::to_string(status), created, state.bundle);
    rows.push_back({{"ociVersion", oci::spec_version},
                    {"id", id},
                    {"pid", pid},
                    {"status", launch::to_string(status)},
                    {"bundle", state.bundle},
                    {"created", created},
                    {"owner", state.owner}});
  }
  print(style == "json" && !quiet ? boost::json::serialize(rows) + "\n" : table);
  return 0;
}

}  // namespace

extern const Command list_command;
const Command list_command{"list", "list the containers", list};

}  // namespace bulkhead::cli
