// Options that `create` and `run` share.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/command.h"
#include "launch/create.h"

namespace bulkhead::cli {

struct CreateOptions {
  std::string bundle;
  std::string console_socket;
  std::string pid_file;
  unsigned preserve_fds = 0;
  bool no_pivot = false;
  bool no_new_keyring = false;
  bool timings = false;
};
void add_create_options(CLI::App& app, CreateOptions& options);

// Lowered walls of the annotation org.bulkhead.lower and of options that take one down by another name.
Result<launch::CreateRequest> create_request(const GlobalOptions& global, const CreateOptions& options,
                                             const oci::Spec& spec, const std::string& id);

}  // namespace bulkhead::cli
