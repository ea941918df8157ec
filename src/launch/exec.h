// A further process in a running container.
#pragma once

#include <string>

#include "launch/container.h"
#include "sys/process.h"

namespace bulkhead::launch {

struct ExecRequest {
  oci::Process process;
  std::string pid_file;
  std::string console_socket;
  unsigned preserve_fds = 0;
};

struct Executed {
  sys::Process process;          // our child
  sys::UniqueFd console_master;  // when it has a terminal and no console socket took it
};

// Returns once the program was executed, or why it was not.
Result<Executed> execute_in(const Container& container, const ExecRequest& request);

}  // namespace bulkhead::launch
