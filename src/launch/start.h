// Opening the gate of a created container.
#pragma once

#include "launch/channel.h"
#include "launch/container.h"

namespace bulkhead::launch {

// Knocks, waits until execve succeeded (or returns why it did not), then runs the poststart hooks; a poststart hook that
// fails stops the container and fails the start (runtime-spec 1.3).
Status start_container(const Container& container);

// The same through the channel that `run` has kept open.
Status start_through(Channel& channel);

// poststart hooks, with the state on standard input; on failure the container is killed.
Status run_poststart(const oci::Spec& spec, const ContainerState& state, const sys::Process& init);

}  // namespace bulkhead::launch
