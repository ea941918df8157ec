#pragma once

#include <string>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::launch {

// --console-socket: the terminal's master goes to whoever listens there, in one message with its name.
Status hand_out_console(const std::string& socket_path, sys::Fd master);

}  // namespace bulkhead::launch
