// Where init mounts the new root before it pivots into it: any directory that every host has. The mount namespace is
// init's own, so the host sees nothing of it, and pivot_root takes it away.
#pragma once

#include <string>

#include "base/error.h"
#include "sys/fd.h"
#include "sys/mount.h"

namespace bulkhead::isolation {

Result<std::string> staging_place();
// Attaches the container's root there; a descriptor on it.
Result<sys::UniqueFd> attach_root(sys::DetachedMount root);

}  // namespace bulkhead::isolation
