// The container's first process, from the clone to the exec of the user's program.
#pragma once

#include "isolation/stage.h"
#include "launch/channel.h"
#include "sys/fd.h"

namespace bulkhead::launch {

// Never returns: it ends in execve or exit_now, so that nothing of the host process is unwound. `gate` is a listening socket
// on which a later `start` knocks; when it is invalid, Start comes through the channel.
[[noreturn]] void run_init(isolation::Stage& stage, Channel host, sys::UniqueFd gate) noexcept;

}  // namespace bulkhead::launch
