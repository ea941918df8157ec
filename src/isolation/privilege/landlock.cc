// A Landlock domain that denies making device nodes everywhere - and with that, as any domain with file rights, every change
// of the mount tree - whatever capabilities a process may come to. No other file access is handled, so that opening files
// costs nothing more.
#include "sys/landlock.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {
namespace {

Status enter(Stage& stage) {
  const int abi = sys::landlock_abi();
  if (abi == 0) {
    stage.mark_absent("privilege/landlock", "the kernel has no Landlock, or it is not in its list of security modules");
    return {};
  }
  if (abi < sys::landlock_refer_since) {
    // There it would forbid to move a file from one directory to another.
    stage.mark_absent("privilege/landlock", "the kernel's Landlock has ABI 1, which cannot allow renames");
    return {};
  }
  return sys::enter_landlock_domain(sys::landlock_make_char | sys::landlock_make_block, 0, sys::Renames::allowed);
}

}  // namespace

extern const Control landlock;
const Control landlock{
    .id = "privilege/landlock",
    .why = "a second lock on device nodes and mounts, independent of capabilities",
    .wanted = [](const Stage& stage) { return stage.annotation("org.bulkhead.landlock") == "on"; },
    .drop_privilege = enter,
    .unread = "the kernel shows no Landlock domain of another process",
};

}  // namespace bulkhead::isolation
