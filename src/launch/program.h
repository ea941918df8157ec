// The user's program: found as execvp would, but with the container's PATH and before the last privileges go, so that a
// missing command is an error of `create` and not a container that dies at once.
#pragma once

#include <string>

#include "base/error.h"
#include "oci/spec.h"

namespace bulkhead::launch {

struct Program {
  std::string path;
};

// Called with the container's root and working directory in place. Errors: no_command, no_execute.
Result<Program> find_program(const oci::Process& process);

// chdir(2) to process.cwd, then proof that the directory lies below the root: a descriptor of the host that leaked into the
// container would make "/proc/self/fd/7" a way out (CVE-2024-21626).
Status enter_working_directory(const oci::Process& process);

// Returns only on failure. HOME is set where the configuration leaves it out.
Status execute_program(const Program& program, const oci::Process& process);

}  // namespace bulkhead::launch
