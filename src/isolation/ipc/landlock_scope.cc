// Signals and abstract sockets stay within the container, whatever namespaces it shares with others (Landlock ABI 6, Linux
// 6.12). The second lock behind the pid and the network namespace, and the first where one of them is lowered.
#include "base/format.h"
#include "isolation/stage.h"
#include "sys/landlock.h"

namespace bulkhead::isolation {
namespace {

constexpr int scopes_since = 6;

Status enter(Stage& stage) {
  const int abi = sys::landlock_abi();
  if (abi < scopes_since) {
    stage.mark_absent("ipc/landlock-scope",
                      format("the kernel's Landlock has ABI {}, scopes came with {}", abi, scopes_since));
    return {};
  }
  // Where nothing outside can be named, a further process (exec) may signal and reach the container's others: domains do
  // not nest that way, and its own would shut it off from them.
  const bool nobody_outside =
      stage.new_namespace(oci::NamespaceType::pid) && stage.new_namespace(oci::NamespaceType::network);
  if (stage.further_process && nobody_outside) return {};
  const char* file_rules = "privilege/landlock";
  const bool beside = !stage.is_lowered(file_rules) && !stage.is_absent(file_rules);
  return sys::enter_landlock_domain(0, sys::landlock_scope_signal | sys::landlock_scope_abstract_unix_socket,
                                    beside ? sys::Renames::allowed : sys::Renames::not_named);
}

}  // namespace

extern const Control landlock_scope;
const Control landlock_scope{
    .id = "ipc/landlock-scope",
    .why = "signals and abstract sockets do not leave the container even where a namespace is shared",
    .wanted = [](const Stage& stage) { return stage.annotation("org.bulkhead.landlock") == "on"; },
    .drop_privilege = enter,
    .unread = "the kernel shows no Landlock domain of another process",
};

}  // namespace bulkhead::isolation
