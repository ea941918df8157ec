#include "cli/command.h"

#include <sstream>

#include "base/format.h"
#include "cli/stdio.h"
#include "sys/environment.h"
#include "sys/identity.h"

namespace bulkhead::cli {

Result<std::string> runtime_root(const GlobalOptions& global) {
  if (!global.root.empty()) {
    if (global.root.starts_with('/')) return global.root;
    return Error::config(format("--root {}: the path must be absolute", bulkhead::quoted(global.root)));
  }
  const std::string runtime_dir = sys::environment_variable("XDG_RUNTIME_DIR");
  // Root of a user namespace that an engine made (rootless Podman) is the user whose directory that is.
  if (sys::effective_uid() == 0 && (runtime_dir.empty() || sys::is_host_root())) return std::string("/run/bulkhead");
  if (!runtime_dir.empty()) return runtime_dir + "/bulkhead";
  // Without a login session: a directory of the user's own, checked for its owner when it is opened.
  return format("/tmp/bulkhead-{}", sys::effective_uid());
}

Parsed parse(CLI::App& app, std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them last first
  try {
    app.parse(std::move(arguments));
    return {};
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream problem;
    const bool help = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error, out, problem);
    print(out.str());
    if (!help) print_error("bulkhead: " + problem.str());
    return {true, help ? 0 : 1};
  }
}

}  // namespace bulkhead::cli
