// bulkhead explain: every control in order, with its reason; with the options of a run, which of them would be up.
#include "base/format.h"
#include "base/parse.h"
#include "cli/run_options.h"
#include "cli/stdio.h"
#include "isolation/registry.h"
#include "isolation/stage.h"
#include "sys/identity.h"

namespace bulkhead::cli {
namespace {

std::string all_controls() {
  std::string text;
  for (const isolation::Control* control : isolation::controls())
    text += format("{:<34} {}\n", control->id, control->why);
  return text + "\nTake one down with --lower ID. `bulkhead explain -- OPTIONS` says which are up for a run.\n";
}

Result<std::string> controls_for(std::vector<std::string> arguments) {
  CLI::App app("explain", "bulkhead explain --");
  CreateOptions create;
  RunFlags flags;
  add_create_options(app, create);
  add_run_options(app, flags);
  arguments.push_back("--");
  arguments.push_back("true");
  const Parsed parsed = parse_run(app, std::move(arguments), create, flags);
  if (parsed.finished) return Error::config("the options of a run are expected after --");
  flags.options.id = "explain";
  flags.options.terminal = flags.terminal;
  const policy::HostFacts facts = TRY(host_facts());
  const oci::Spec spec = TRY(policy::run_spec(flags.options, facts));
  isolation::Stage stage(spec);
  stage.host_root = sys::is_host_root();
  stage.lowered = flags.options.lower;
  for (const std::string& name : stage.lowered)
    if (isolation::find_control(name) == nullptr)
      return Error::config(format("--lower {}: no such wall", bulkhead::quoted(name)));
  std::string text;
  for (const isolation::Control* control : isolation::controls()) {
    const char* how = stage.is_lowered(control->id) ? "LOWERED" : isolation::is_up(*control, stage) ? "up" : "-";
    text += format("{:<8} {:<34} {}\n", how, control->id, control->why);
  }
  return text;
}

Result<int> explain(const GlobalOptions&, std::vector<std::string> arguments) {
  if (arguments.empty()) {
    print(all_controls());
    return 0;
  }
  if (arguments[0] == "--help" || arguments[0] == "-h") {
    print("usage: bulkhead explain [-- OPTIONS OF A RUN]\n");
    return 0;
  }
  if (arguments[0] != "--") return Error::config("usage: bulkhead explain [-- OPTIONS OF A RUN]");
  arguments.erase(arguments.begin());
  const std::string text = TRY(controls_for(std::move(arguments)));
  print(text);
  return 0;
}

}  // namespace

extern const Command explain_command;
const Command explain_command{"explain", "list every control with its reason", explain};

}  // namespace bulkhead::cli
