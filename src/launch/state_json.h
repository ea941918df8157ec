// state.json of the runtime: read and written here and nowhere else.
#pragma once

#include <string>
#include <string_view>

#include "launch/state.h"

namespace bulkhead::launch {

std::string state_to_json(const ContainerState& state);
Result<ContainerState> state_from_json(std::string_view text);

}  // namespace bulkhead::launch
