#include "cli/create_options.h"

#include "base/format.h"
#include "base/parse.h"
#include "oci/validate.h"

namespace bulkhead::cli {

void add_create_options(CLI::App& app, CreateOptions& options) {
  app.add_option("-b,--bundle", options.bundle, "Directory with config.json and the root file system");
  app.add_option("--console-socket", options.console_socket, "Unix socket that receives the terminal's master");
  app.add_option("--pid-file", options.pid_file, "File to write the process id to");
  app.add_option("--preserve-fds", options.preserve_fds, "Pass descriptors 3 .. 3+N-1 to the container");
  app.add_flag("--no-pivot", options.no_pivot, "Use chroot instead of pivot_root: lowers filesystem/pivot-root");
  app.add_flag("--no-new-keyring", options.no_new_keyring, "Keep the session keyring: lowers ipc/session-keyring");
  app.add_flag("--timings", options.timings, "Print the time that each control took");
}

Result<launch::CreateRequest> create_request(const GlobalOptions& global, const CreateOptions& options,
                                             const oci::Spec& spec, const std::string& id) {
  launch::CreateRequest request;
  request.id = TRY(oci::parse_container_id(id));
  request.root_dir = TRY(runtime_root(global));
  request.pid_file = options.pid_file;
  request.console_socket = options.console_socket;
  request.preserve_fds = options.preserve_fds;
  request.timings = options.timings;
  request.systemd_cgroup = global.systemd_cgroup || global.cgroup_manager == "systemd";
  if (global.cgroup_manager == "disabled") request.lowered.push_back("resources/cgroup");
  if (options.no_pivot) request.lowered.push_back("filesystem/pivot-root");
  if (options.no_new_keyring) request.lowered.push_back("ipc/session-keyring");
  const auto annotation = spec.annotations.find("org.bulkhead.lower");
  if (annotation != spec.annotations.end())
    for (std::string_view wall : split(annotation->second, ','))
      if (!wall.empty()) request.lowered.emplace_back(wall);
  // A terminal without a place to go would make the program hang at its first write.
  const bool terminal = spec.process.has_value() && spec.process->terminal;
  if (!terminal && !options.console_socket.empty())
    return Error::config("--console-socket: the configuration asks for no terminal (/process/terminal)");
  return request;
}

}  // namespace bulkhead::cli
