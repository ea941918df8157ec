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

std::vector<std::string> process_numbers();  // names of /proc that are numbers

}  // namespace bulkhead::audit::guest
