// Hooks of config.json: six kinds, each at its moment and in its namespace, the container's state on standard input, only
// the hook's own environment (a hook that inherits the container's LD_PRELOAD was CVE-2025-23266), and a timeout.
#pragma once

#include <string>

#include "isolation/stage.h"

namespace bulkhead::launch {

enum class HookKind { prestart, create_runtime, create_container, start_container, poststart, poststop };
std::string_view to_string(HookKind kind);  // the name in config.json

// Stops at the first hook that fails. `state` is the JSON document for standard input.
Status run_hooks(const oci::Spec& spec, HookKind kind, const std::string& state);

// In init: createContainer and startContainer. The state is made from the stage.
Status run_inside_hooks(isolation::Stage& stage, HookKind kind);

}  // namespace bulkhead::launch
