// Mounts by descriptor, with the mount API of Linux 5.2 and mount_setattr(2) of 5.12. A mount is built detached, where
// nobody can reach it, restricted, and only then attached to a descriptor of its target: no path of the container is
// ever given to mount(2) (CVE-2021-30465, CVE-2025-31133).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

// MOUNT_ATTR_* bits of mount_setattr(2).
struct MountAttributes {
  uint64_t set = 0;
  uint64_t clear = 0;
  uint64_t propagation = 0;  // MS_PRIVATE, MS_SLAVE, MS_SHARED, MS_UNBINDABLE, or 0 for "as it is"
  bool any() const { return set != 0 || clear != 0 || propagation != 0; }
};

// A mount that is attached nowhere: dropping it unmounts it.
class DetachedMount {
 public:
  DetachedMount() = default;
  explicit DetachedMount(UniqueFd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}

  using Options = std::vector<std::pair<std::string, std::string>>;  // an empty value is a flag ("ro")

  // A new instance of a file system type: fsopen, fsconfig..., fsmount.
  static Result<DetachedMount> create(const std::string& type, const std::string& source, const Options& options,
                                      uint64_t attributes);
  // A copy of the tree at a path of the calling process (open_tree(OPEN_TREE_CLONE)), with its submounts if asked.
  static Result<DetachedMount> copy_of(const std::string& path, bool recursive);
  static Result<DetachedMount> copy_of(Fd place, bool recursive);

  Status change(const MountAttributes& attributes, bool recursive);
  // Ids on disk are shown through the mapping of `user_namespace` (Linux 5.12; not every file system can).
  Status map_ids(Fd user_namespace, bool recursive);
  // Consumes the mount: from here on it lives in the mount tree. The descriptor stays on its root.
  Result<UniqueFd> attach(Fd target) &&;
  Result<UniqueFd> attach(const std::string& path) &&;

  Fd fd() const { return fd_; }
  UniqueFd release() && { return std::move(fd_); }
  const std::string& name() const { return name_; }

 private:
  UniqueFd fd_;
  std::string name_;  // for messages
};

// Changes a mount that is attached; `place` is a descriptor on its root.
Status change_mount(Fd place, const MountAttributes& attributes, bool recursive);
// Propagation of every mount from "/" of the calling process on.
Status make_tree_private();
Status make_tree_slave();
// pivot_root(".", "."): the new root is the current directory; the old root is then stacked on top and detached, so that
// no name and no descriptor of it is left (pivot_root(2), NOTES).
Status pivot_into(Fd new_root);
Status unmount_detached(const std::string& path);

}  // namespace bulkhead::sys
