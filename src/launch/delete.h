// Taking a container away: everything that create made, whatever state it is in. May be repeated.
#pragma once

#include <string>

#include "isolation/stage.h"
#include "launch/container.h"

namespace bulkhead::launch {

// A container that still runs is an error unless `force`, which kills it first. Runs the poststop hooks; their failure is a
// warning and the rest goes on, as the specification asks.
Status delete_container(const Container& container, bool force);

// The same by name. A state directory that cannot be read is removed when forced.
Status delete_by_id(const std::string& root_dir, const std::string& id, bool force);

// Cgroup and id range of a container whose start failed.
void release_host_resources(isolation::Stage& stage);

// SIGKILL to every process of the container, and waits until none is left.
Status kill_all(const Container& container);

// Any signal to every process of the container.
Status signal_all(const Container& container, int number);

}  // namespace bulkhead::launch
