// The container's processes see, signal and trace only each other; when its first process ends, the kernel ends them all.
// Stops: reading /proc/PID of neighbours, kill, ptrace, daemons that outlive the container (pid_namespaces(7)).
#include <sched.h>

#include "isolation/own_namespace.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {

extern const Control pid_namespace;
const Control pid_namespace{
    .id = "processes/pid-namespace",
    .why = "processes of other containers and of the host can neither be seen, signalled nor traced",
    .wanted = [](const Stage& stage) { return stage.new_namespace(oci::NamespaceType::pid); },
    .clone_flag = CLONE_NEWPID,
    .confirm = [](const Observed& observed) { return confirm_own_namespace(observed, "pid"); },
};

}  // namespace bulkhead::isolation
