// The container's own cgroup is the root of what it sees in /proc/self/cgroup and in a cgroup mount (cgroup_namespaces(7)).
// Unshared from inside, after init joined its cgroup: the namespace's root is the cgroup of the process that makes it.
// Stops: seeing and, where the file system is writable, changing the cgroups of neighbours (CVE-2023-25809).
#include <sched.h>

#include "isolation/own_namespace.h"
#include "isolation/stage.h"
#include "sys/namespace.h"

namespace bulkhead::isolation {

extern const Control cgroup_namespace;
const Control cgroup_namespace{
    .id = "resources/cgroup-namespace",
    .why = "cgroups outside the container's own cannot be named",
    .wanted = [](const Stage& stage) { return stage.new_namespace(oci::NamespaceType::cgroup); },
    .inside_build = [](Stage&) { return sys::unshare_namespaces(CLONE_NEWCGROUP); },
    .confirm = [](const Observed& observed) { return confirm_own_namespace(observed, "cgroup"); },
};

}  // namespace bulkhead::isolation
