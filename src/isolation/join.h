// What a further process of a running container needs of the isolation: the same cgroup, the same ids, the same last steps.
#pragma once

#include <string>

#include "isolation/stage.h"

namespace bulkhead::isolation {

// Host side, before the clone: the cgroup of the container is opened, labels are checked, the seccomp filter is compiled.
Status prepare_exec(Stage& stage, const std::string& cgroup_path);
// In the joiner, before it enters the namespaces.
Status enter_cgroup(Stage& stage);
// In the new process: root of the container's user namespace, where it has one.
Status enter_user_namespace_root(Stage& stage);

}  // namespace bulkhead::isolation
