// bulkhead spec: writes a config.json to start from, with every wall that OCI has a word for.
#include "base/format.h"
#include "cli/command.h"
#include "cli/run_options.h"
#include "cli/stdio.h"
#include "oci/serialize.h"
#include "policy/run_policy.h"
#include "sys/file.h"

namespace bulkhead::cli {
namespace {

Result<int> spec(const GlobalOptions&, std::vector<std::string> arguments) {
  CLI::App app("Write config.json with the defaults of `bulkhead run`", "bulkhead spec");
  std::string bundle = ".";
  bool rootless = false;
  bool to_output = false;
  app.add_option("-b,--bundle", bundle, "Directory to write it to");
  app.add_flag("--rootless", rootless, "Accepted: the defaults suit an ordinary user as well");
  app.add_flag("--print", to_output, "Print it instead");
  const Parsed parsed = parse(app, std::move(arguments));
  if (parsed.finished) return parsed.exit_code;
  policy::RunOptions options;
  options.id = "bulkhead";
  options.rootfs = "/rootfs";
  options.read_write = true;
  options.command = {"sh"};
  options.terminal = true;
  const policy::HostFacts facts = TRY(host_facts());
  oci::Spec defaults = TRY(policy::run_spec(options, facts));
  defaults.root->path = "rootfs";  // beside config.json
  const std::string text = oci::serialize_indented(defaults);
  if (to_output) {
    print(text);
    return 0;
  }
  const sys::UniqueFd directory = TRY(sys::open_file(bundle, O_RDONLY | O_DIRECTORY).context("--bundle"));
  TRY(sys::create_file_at(directory, "config.json", text, 0644).hint("an existing config.json is not replaced"));
  return 0;
}

}  // namespace

extern const Command spec_command;
const Command spec_command{"spec", "write a config.json to start from", spec};

}  // namespace bulkhead::cli
