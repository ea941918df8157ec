// The container's root is a directory of the host, bound as it is: what OCI's root.path means. Writes stay in it.
#include <linux/mount.h>

#include "isolation/filesystem/root_source.h"
#include "isolation/filesystem/staging.h"
#include "isolation/observed.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {
namespace {

constexpr uint64_t ms_private = 1UL << 18;

bool wanted_rootfs(const Stage& stage) {
  return stage.annotation("org.bulkhead.root") != "embedded" &&
         stage.annotation("org.bulkhead.root.overlay") != "tmpfs";
}

Status check_root(Stage& stage) {
  (void)TRY(checked_root_path(stage));
  return {};
}

Status hand_root(Stage& stage) {
  if (!stage.host_root) return {};
  const std::string path = TRY(checked_root_path(stage));
  sys::DetachedMount tree = TRY(host_tree(stage, path, true));
  stage.hand(Slot::root, std::move(tree).release());
  return {};
}

Status mount_root(Stage& stage) {
  sys::DetachedMount tree = TRY(received_root(stage, true));
  TRY(tree.change({.propagation = ms_private}, true));
  stage.root = TRY(attach_root(std::move(tree)));
  return {};
}

// Which directory of which file system it is, the mount table of the host says too; that it is a mount is what matters:
// the root of the host's own tree is the one place that it must never be.
Status confirm_rootfs(const Observed& observed) {
  const auto root = TRY(observed.mount_at("/"));
  if (root.has_value()) return {};
  return differs("mount on /", "the directory given", "none");
}

}  // namespace

extern const Control rootfs;
const Control rootfs{
    .id = "filesystem/rootfs",
    .why = "the container's tree is the directory given, and nothing above it",
    .wanted = wanted_rootfs,
    .host_prepare = check_root,
    .host_attach = hand_root,
    .inside_build = mount_root,
    .confirm = confirm_rootfs,
};

}  // namespace bulkhead::isolation
