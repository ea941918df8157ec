// Interfaces, addresses, ports and firewall of its own (network_namespaces(7)). It also bounds abstract Unix sockets, which
// belong to the network namespace and not to IPC: without it a container reaches the sockets of shims and desktops
// (CVE-2020-15257).
#include <sched.h>

#include "isolation/own_namespace.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {

extern const Control network_namespace;
const Control network_namespace{
    .id = "network/network-namespace",
    .why = "interfaces, ports, loopback services and abstract sockets of the host are out of reach",
    .wanted = [](const Stage& stage) { return stage.new_namespace(oci::NamespaceType::network); },
    .clone_flag = CLONE_NEWNET,
    .confirm = [](const Observed& observed) { return confirm_own_namespace(observed, "net"); },
};

}  // namespace bulkhead::isolation
