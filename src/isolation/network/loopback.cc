// A network namespace starts with "lo" down; software expects 127.0.0.1 to answer.
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/network.h"

namespace bulkhead::isolation {
namespace {

// An interface that is down has no local route.
Status confirm_up(const Observed& observed) {
  const std::string routes = TRY(observed.read("net/fib_trie"));
  if (routes.find("127.0.0.1") != std::string::npos) return {};
  return differs("local routes", "127.0.0.1", "none: the interface lo is down");
}

}  // namespace

extern const Control loopback;
const Control loopback{
    .id = "network/loopback",
    .why = "127.0.0.1 is the container's own, and works",
    .wanted = [](const Stage& stage) { return stage.new_namespace(oci::NamespaceType::network); },
    .inside_build = [](Stage&) { return sys::bring_loopback_up(); },
    .confirm = confirm_up,
};

}  // namespace bulkhead::isolation
