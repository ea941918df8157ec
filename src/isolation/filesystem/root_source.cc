#include "isolation/filesystem/root_source.h"

#include <sys/stat.h>

#include "base/format.h"
#include "sys/file.h"

namespace bulkhead::isolation {

Result<std::string> checked_root_path(const Stage& stage) {
  const std::string& configured = stage.spec.root->path;
  const std::string path = configured.starts_with('/') ? configured : stage.bundle_dir + "/" + configured;
  const Result<struct stat> found = sys::stat_path(path);
  if (!found.ok()) return found.error().copy().wrap(format("root directory {}", quoted(path)));
  if (!S_ISDIR(found.value().st_mode)) return Error::config(format("root {} is not a directory", quoted(path)));
  const struct stat host = TRY(sys::stat_path("/"));
  if (host.st_dev == found.value().st_dev && host.st_ino == found.value().st_ino)
    return Error::refused(format("root {} is the host's own root directory", quoted(path)))
        .hint("give a directory of its own; without --rootfs the container gets the host's /usr read-only");
  return path;
}

bool maps_ids_on_disk(const Stage& stage) {
  return stage.annotation("org.bulkhead.userns") == "auto" && stage.user_namespace.valid();
}

Result<sys::DetachedMount> host_tree(const Stage& stage, const std::string& path, bool recursive) {
  const bool mapped = maps_ids_on_disk(stage);
  sys::DetachedMount tree = TRY(sys::DetachedMount::copy_of(path, recursive && !mapped));
  if (mapped)
    TRY(tree.map_ids(stage.user_namespace, false)
            .hint("this file system cannot show ids through a map (Linux 5.12: ext4, xfs; 6.3: tmpfs): put the "
                  "directory on "
                  "one that can, or run without a user namespace with --lower processes/user-namespace"));
  return tree;
}

Result<sys::DetachedMount> received_tree(Stage& stage, Slot slot, const std::string& path, bool recursive) {
  sys::UniqueFd handed = stage.take_handed(slot);
  if (handed.valid()) return sys::DetachedMount(std::move(handed), quoted(path));
  return sys::DetachedMount::copy_of(path, recursive);
}

Result<sys::DetachedMount> received_root(Stage& stage, bool recursive) {
  sys::UniqueFd handed = stage.take_handed(Slot::root);
  if (handed.valid()) return sys::DetachedMount(std::move(handed), "the root directory");
  const std::string path = TRY(checked_root_path(stage));
  return sys::DetachedMount::copy_of(path, recursive);
}

}  // namespace bulkhead::isolation
