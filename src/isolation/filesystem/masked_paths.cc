// Files and directories that the container must not read: /proc/kcore, /proc/keys, /sys/firmware, ... A file is covered by
// the null device, a directory by an empty read-only tmpfs. Both come from our own hands, made or opened while the host's
// tree was visible and verified by descriptor, never from the image: runc bound the image's /dev/null, which an image
// replaced by a symlink (CVE-2025-31133).
#include <linux/mount.h>
#include <sys/sysmacros.h>

#include "base/format.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/file.h"
#include "sys/mount.h"
#include "sys/root_dir.h"

namespace bulkhead::isolation {
namespace {

constexpr uint64_t closed = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

// The host's null device, checked to be it.
Result<sys::UniqueFd> open_null_device() {
  sys::UniqueFd null = TRY(sys::open_file("/dev/null", O_PATH | O_NOFOLLOW));
  const struct stat found = TRY(sys::stat_fd(null));
  if (!S_ISCHR(found.st_mode) || found.st_rdev != makedev(1, 3))
    return Error::refused("the host's /dev/null is not the null device (char 1:3)");
  return null;
}

// The first directory gets a new tmpfs, the others a copy of that mount: one superblock, because one per directory makes
// the kernel's teardown contend on a global lock (runc#5275).
Result<sys::DetachedMount> empty_directory(sys::Fd first) {
  if (first.valid()) return sys::DetachedMount::copy_of(first, false);
  return sys::DetachedMount::create("tmpfs", "bulkhead", {{"nr_inodes", "1"}, {"mode", "0755"}, {"ro", ""}}, closed);
}

Status cover(Stage& stage) {
  const sys::UniqueFd null = TRY(open_null_device());
  const sys::RootDir root(stage.root);
  sys::UniqueFd first_directory;
  for (const std::string& path : stage.spec.linux.masked_paths) {
    const Result<sys::UniqueFd> target = root.open(path, O_PATH);
    if (!target.ok() && (target.error().number() == ENOENT || target.error().number() == ENOTDIR)) continue;
    if (!target.ok()) return target.error().copy().wrap(path);
    const struct stat found = TRY(sys::stat_fd(target.value()));
    if (S_ISDIR(found.st_mode)) {
      sys::DetachedMount empty = TRY(empty_directory(first_directory));
      sys::UniqueFd attached = TRY(std::move(empty).attach(target.value()).context(path));
      if (!first_directory.valid()) first_directory = std::move(attached);
    } else {
      sys::DetachedMount mask = TRY(sys::DetachedMount::copy_of(null, false));
      (void)TRY(std::move(mask).attach(target.value()).context(path));
    }
  }
  return {};
}

Status confirm_masks(const Observed& observed) {
  for (const std::string& path : observed.stage().spec.linux.masked_paths) {
    // What the kernel itself does not have needs no mask; what it has must be a mount point of our two kinds.
    const auto line = TRY(observed.mount_at(path));
    if (!line.has_value()) {
      if (sys::stat_path(format("/proc/{}/root{}", observed.pid(), path)).ok())
        return differs(path, "a mask on it", "no mount");
      continue;
    }
    if (line->type != "tmpfs" && line->type != "devtmpfs" && line->root != "/null")
      return differs(path, "a mask on it", line->type);
  }
  return {};
}

}  // namespace

extern const Control masked_paths;
const Control masked_paths{
    .id = "filesystem/masked-paths",
    .why = "kernel memory, keys, timers and firmware tables cannot be read through /proc and /sys",
    .wanted = [](const Stage& stage) { return !stage.spec.linux.masked_paths.empty(); },
    .inside_build = cover,
    .confirm = confirm_masks,
};

}  // namespace bulkhead::isolation
