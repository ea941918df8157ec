#include "isolation/filesystem/cgroup_mount.h"

#include <fcntl.h>
#include <linux/mount.h>

#include "base/format.h"
#include "base/parse.h"
#include "sys/file.h"
#include "sys/mount.h"
#include "sys/root_dir.h"

namespace bulkhead::isolation {
namespace {

using sys::Cgroup;
using sys::DetachedMount;

constexpr uint64_t always = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

uint64_t attributes_of(const oci::Mount& mount) { return always | (mount.options.set & MOUNT_ATTR_RDONLY); }

// Version 2. In its own cgroup namespace a fresh mount shows the container's cgroup as the root, and nothing above it can
// be named. Without one a fresh mount would show the host's tree (as in CVE-2023-25809): the
// container gets its own directory only.
Result<DetachedMount> unified_source(const Stage& stage, const oci::Mount& mount) {
  if (stage.new_namespace(oci::NamespaceType::cgroup) && !stage.is_lowered("resources/cgroup-namespace"))
    return DetachedMount::create("cgroup2", "cgroup", {}, attributes_of(mount));
  DetachedMount own = TRY(DetachedMount::copy_of(stage.cgroup->directories().front().path, false));
  TRY(own.change({.set = attributes_of(mount)}, false));
  return own;
}

// Version 1: a directory per hierarchy, each with the container's own cgroup bound to it, whatever the cgroup namespace: a
// fresh mount of a hierarchy is writable for whoever made it, a bind is what it was told to be.
Status bind_hierarchy(sys::Fd place, const Cgroup::Directory& directory, uint64_t attributes) {
  DetachedMount own = TRY(DetachedMount::copy_of(directory.path, false));
  TRY(own.change({.set = attributes}, false));
  TRY(sys::make_directory_at(place, directory.hierarchy, 0755));
  const sys::UniqueFd target = TRY(sys::open_at(place, directory.hierarchy, O_PATH | O_DIRECTORY | O_NOFOLLOW));
  (void)TRY(std::move(own).attach(target));
  const std::vector<std::string_view> names = split(directory.hierarchy, ',');
  if (names.size() < 2) return {};
  for (std::string_view name : names) TRY(sys::make_symlink_at(place, directory.hierarchy, std::string(name)));
  return {};
}

Status mount_hierarchies(const Stage& stage, const oci::Mount& mount, sys::Fd target) {
  DetachedMount box = TRY(DetachedMount::create("tmpfs", "tmpfs", {{"mode", "755"}, {"size", "64k"}}, always));
  const sys::UniqueFd place = TRY(std::move(box).attach(target));
  // Without a cgroup of its own the directory stays empty: the caller's cgroups are not the container's to see.
  if (stage.cgroup.has_value())
    for (const Cgroup::Directory& directory : stage.cgroup->directories())
      TRY(bind_hierarchy(place, directory, attributes_of(mount)).context(directory.hierarchy));
  // Nothing is made in it from here on, also where the hierarchies themselves are writable.
  return sys::change_mount(place, {.set = MOUNT_ATTR_RDONLY}, false);
}

}  // namespace

Status mount_cgroup(Stage& stage, const oci::Mount& mount) {
  const sys::RootDir root(stage.root);
  const sys::UniqueFd target = TRY(root.make_directories(mount.destination, 0755));
  const bool unified = stage.cgroup.has_value() && stage.cgroup->pure_v2();
  if (!unified) return mount_hierarchies(stage, mount, target);
  DetachedMount source = TRY(unified_source(stage, mount));
  (void)TRY(std::move(source).attach(target));
  return {};
}

}  // namespace bulkhead::isolation
