// Reading the walls back from the kernel: what differs is a failed start.
#pragma once

#include <string>

#include "isolation/stage.h"
#include "sys/process.h"

namespace bulkhead::launch {

// `running`: the program was executed, so that the walls of the last moment must stand too.
Status confirm_walls(const isolation::Stage& stage, int pid, bool running, isolation::Timeline* timeline = nullptr);

// A process whose program runs, init's or a further one. A program that has already ended has nothing left to confirm; one
// whose walls differ is killed.
Status confirm_running(const isolation::Stage& stage, const sys::Process& process);

// After the start, for an ordinary user's container: before execve the kernel lets nobody but root look at init, because
// its memory still belongs to the runtime's program.
Status confirm_started(const std::string& root_dir, const std::string& id, const sys::Process& init);

}  // namespace bulkhead::launch
