// Signals as descriptors and masks.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

// Blocks every signal that can be blocked; the mask before is restored by unblock_signals().
Status block_all_signals();
// Default action for every signal and an empty mask: what a program expects to be started with.
Status reset_signals();
Result<UniqueFd> signal_fd_for_all();   // signalfd(2) on all signals; they must be blocked
Result<int> read_signal(Fd signal_fd);  // number of the next one
// "TERM", "SIGTERM", "15"; also real-time "RTMIN+3". Nothing when it names none.
std::optional<int> signal_number(std::string_view text);
void ignore_broken_pipes();

}  // namespace bulkhead::sys
