// A command is one file in commands/ and one line in commands.def. Only the command that runs registers its options: with
// all of them registered, every start of the program would pay for it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "base/error.h"

namespace bulkhead::cli {

// Options before the command's name, as engines give them to runc.
struct GlobalOptions {
  std::string root;                 // --root DIR
  std::string log;                  // --log FILE
  std::string log_format = "text";  // --log-format text|json
  bool debug = false;
  bool systemd_cgroup = false;
  std::string cgroup_manager;  // --cgroup-manager cgroupfs|systemd|disabled
  std::string rootless;        // --rootless true|false|auto: accepted, found out by ourselves
  std::string criu;            // --criu PATH: accepted
};

struct Command {
  const char* name;
  const char* summary;
  // Adds the options; the returned exit code becomes the program's.
  Result<int> (*run)(const GlobalOptions& global, std::vector<std::string> arguments);
};

// Directory of the containers' states: --root, else /run/bulkhead for root, else $XDG_RUNTIME_DIR/bulkhead.
Result<std::string> runtime_root(const GlobalOptions& global);

// Parses `arguments` with a CLI11 app that the caller filled. Exit codes of --help and of usage errors come back as
// `finished`; usage errors were printed.
struct Parsed {
  bool finished = false;
  int exit_code = 0;
};
Parsed parse(CLI::App& app, std::vector<std::string> arguments);

constexpr int exit_own_failure = 125;  // as docker and podman run
constexpr int exit_not_executable = 126;
constexpr int exit_not_found = 127;

}  // namespace bulkhead::cli
