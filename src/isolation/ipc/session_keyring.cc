// A session keyring of its own: the caller's keys are not the container's (keyrings are not part of any IPC namespace).
#include "isolation/stage.h"
#include "sys/keyring.h"

namespace bulkhead::isolation {
namespace {

Status join(Stage& stage) {
  Status joined = sys::join_new_session_keyring();
  if (joined.ok()) return joined;
  if (joined.error().number() == ENOSYS) {
    stage.mark_absent("ipc/session-keyring", "the kernel has no keyrings");
    return {};
  }
  return std::move(joined).hint("EDQUOT is the key quota of the user: kernel.keys.maxkeys, kernel.keys.root_maxkeys");
}

}  // namespace

extern const Control session_keyring;
const Control session_keyring{
    .id = "ipc/session-keyring",
    .why = "keys of the caller's session are out of reach",
    .wanted = [](const Stage& stage) { return stage.spec.process.has_value(); },
    .inside_build = join,
    .unread = "a session keyring is shown to its own processes only",
};

}  // namespace bulkhead::isolation
