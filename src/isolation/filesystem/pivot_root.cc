// The container's root becomes the root of its mount namespace, and the old root is detached: unlike after chroot(2),
// there is nothing left to climb back to. Until here the host's tree was visible; from here on it is unreachable.
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/file.h"
#include "sys/mount.h"

namespace bulkhead::isolation {
namespace {

Status confirm_root(const Observed& observed) {
  const auto line = TRY(observed.mount_at("/"));
  if (!line.has_value()) return differs("mount on /", "the container's root", "none: the root is not a mount point");
  return {};
}

}  // namespace

extern const Control pivot_root;
const Control pivot_root{
    .id = "filesystem/pivot-root",
    .why = "there is no way back to the host's tree: a second chroot, \"..\" and held directories lead nowhere",
    .wanted = [](const Stage& stage) { return stage.has_namespace(oci::NamespaceType::mount); },
    .inside_seal = [](Stage& stage) { return sys::pivot_into(stage.root); },
    .confirm = confirm_root,
};

}  // namespace bulkhead::isolation
