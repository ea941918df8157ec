// Making init. Normally one clone3 makes the process with all its new namespaces. Where the configuration names existing
// namespaces by path, a short-lived joiner enters those first and clones init as our child (CLONE_PARENT); it hands over a
// pidfd, never a number that could be recycled.
#pragma once

#include "isolation/stage.h"
#include "sys/process.h"

namespace bulkhead::launch {

struct SpawnedInit {
  bool in_init = false;  // true in the new process: run_init must follow
  sys::Process init;     // in the host process
};

// `host_end`, `init_end`: the two ends of the channel.
Result<SpawnedInit> spawn_init(const isolation::Stage& stage, uint64_t clone_flags, sys::Fd host_end, sys::Fd init_end);

}  // namespace bulkhead::launch
