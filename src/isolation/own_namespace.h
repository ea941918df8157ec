// What all namespace walls confirm: that the container's namespace of a kind is not the one the runtime lives in.
#pragma once

#include "isolation/observed.h"

namespace bulkhead::isolation {

// `name` as in /proc/PID/ns: "pid", "mnt", "net", "ipc", "uts", "user", "cgroup", "time".
Status confirm_own_namespace(const Observed& observed, const char* name);

}  // namespace bulkhead::isolation
