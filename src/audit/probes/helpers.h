// Children of probes in the guest: processes that hold something until the probe is over.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace bulkhead::audit::guest {

// Our own program as `bulkhead-probe sleep ...`, with one more argument and one variable in its environment;
// both can be read from /proc when this returns, because the program was executed.
pid_t start_sleeper(const std::string& argument, const std::string& variable);
void end_child(pid_t pid);

// Makes a device node of our own and opens it for reading: in the shared directory, and in /dev, where a container has its
// own file system that must allow devices. The node is removed at once. -1 with errno; `call` says which call failed.
int open_as_node(mode_t type, dev_t number, const char*& call);

std::vector<std::string> process_numbers();  // names of /proc that are numbers

}  // namespace bulkhead::audit::guest
