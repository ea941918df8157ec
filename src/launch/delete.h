// Taking a container away: everything that create made, whatever state it is in. May be repeated.
#pragma once

#include "isolation/stage.h"
#include "launch/container.h"

namespace bulkhead::launch {

// A container that still runs is an error unless `force`, which kills it first. Runs the poststop hooks; their failure is a
// warning and the rest goes on, as the specification asks.
Status delete_container(const Container& container, bool force);

// Cgroup and id range of a container whose processes are gone or are to be killed. Used by delete and by a failed create.
void release_host_resources(isolation::Stage& stage);

// SIGKILL to every process of the container, and waits until none is left.
Status kill_all(const Container& container);

}  // namespace bulkhead::launch
