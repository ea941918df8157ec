// A network namespace starts with "lo" down; software expects 127.0.0.1 to answer.
#include "isolation/stage.h"
#include "sys/network.h"

namespace bulkhead::isolation {

extern const Control loopback;
const Control loopback{
    .id = "network/loopback",
    .why = "127.0.0.1 is the container's own, and works",
    .wanted = [](const Stage& stage) { return stage.new_namespace(oci::NamespaceType::network); },
    .inside_build = [](Stage&) { return sys::bring_loopback_up(); },
};

}  // namespace bulkhead::isolation
