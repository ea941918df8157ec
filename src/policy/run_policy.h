// The policy of `bulkhead run`: every wall is up unless it was lowered by name. Options become an ordinary OCI
// configuration, so that whatever `run` can do works under an engine as well; what OCI has no word for travels as
// annotations:
//
//   org.bulkhead.root            "embedded": the host's /usr and a generated rest; root.path is empty then
//   org.bulkhead.root.overlay    "tmpfs": a throw-away layer over root.path
//   org.bulkhead.root.size       bytes that the throw-away part may hold
//   org.bulkhead.userns          "auto": the runtime picks an id range that no other container has
//   org.bulkhead.landlock        "on": the Landlock walls, where the kernel has them
//   org.bulkhead.lower           comma list of controls that were lowered
//   org.bulkhead.explicit-limits comma list of limits that the user asked for: memory swap cpu cpuset pids io nofile.
//                                One of these that cannot be applied is an error; a default may be left out
//
// Pure: no system call, the same answer for the same input.
#pragma once

#include "base/error.h"
#include "oci/spec.h"
#include "policy/run_options.h"

namespace bulkhead::policy {

// Errors are of kind config and begin with the option ("--cpus: ..."), or refused for what would drop a wall unasked.
Result<oci::Spec> run_spec(const RunOptions& options, const HostFacts& host);

}  // namespace bulkhead::policy
