#pragma once

#include <string>

namespace bulkhead::audit::guest {

// A directory of this container that the host can see into: "/share", or the host's own name for it under `none`.
extern std::string share_directory;  // NOLINT: set once by main

}  // namespace bulkhead::audit::guest
