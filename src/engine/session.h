// Attending a container in the foreground: its terminal, the signals sent to us, and its end.
#pragma once

#include "base/error.h"
#include "sys/process.h"

namespace bulkhead::engine {

// Blocks all signals of this process, so that none is lost between the start and attend(). Before the clone.
Status hold_signals();

// Waits until `init` has ended and reaps it. With a console master: what is typed goes in, what is printed comes out, the
// window size follows, and our own terminal is raw meanwhile.
//
// Signals sent to us go to init. The kernel drops a signal for the first process of a pid namespace that has no handler
// for it (pid_namespaces(7)); where its default action would end any other process, we end init in its place and report
// that signal, so that Ctrl-C and `timeout` work with every program.
Result<sys::ExitStatus> attend(const sys::Process& init, sys::UniqueFd console_master);

// Ends a container whose start failed, and reaps it.
Result<sys::ExitStatus> end_quietly(const sys::Process& init);

}  // namespace bulkhead::engine
