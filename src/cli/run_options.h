// Options of `run`, shared with `explain`, which says what they would do.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/create_options.h"
#include "policy/run_policy.h"

namespace bulkhead::cli {

struct RunFlags {
  policy::RunOptions options;
  std::string cgroup_parent;  // the container's cgroup becomes PARENT/ID
  bool interactive = false;
  bool terminal = false;
  bool detach = false;
  bool remove = false;             // --rm: what happens anyway
  bool any_policy_option = false;  // an option that --bundle leaves no room for
};
void add_run_options(CLI::App& app, RunFlags& flags);

// Splits at "--", so that the command's own options stay its own. With --bundle, a word before "--" is the container's id.
Parsed parse_run(CLI::App& app, std::vector<std::string> arguments, const CreateOptions& create, RunFlags& flags);

// What the policy must know of this machine.
Result<policy::HostFacts> host_facts();

}  // namespace bulkhead::cli
