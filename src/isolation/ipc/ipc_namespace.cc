// System V IPC ids and POSIX message queues of its own (ipc_namespaces(7)). Neither mount, network nor user namespaces nor
// Landlock keep a known System V key from being opened: this one does.
#include <sched.h>

#include "isolation/own_namespace.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {

extern const Control ipc_namespace;
const Control ipc_namespace{
    .id = "ipc/ipc-namespace",
    .why = "System V and POSIX message queues, semaphores and shared memory of others do not exist inside",
    .wanted = [](const Stage& stage) { return stage.new_namespace(oci::NamespaceType::ipc); },
    .clone_flag = CLONE_NEWIPC,
    .confirm = [](const Observed& observed) { return confirm_own_namespace(observed, "ipc"); },
};

}  // namespace bulkhead::isolation
