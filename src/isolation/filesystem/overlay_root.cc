// A directory of the host as a read-only lower layer under a throw-away upper one: the image cannot be changed, whatever
// the container writes is gone with it, and any number of containers share one image without seeing each other's changes.
#include <linux/mount.h>

#include "base/format.h"
#include "isolation/filesystem/root_source.h"
#include "isolation/filesystem/staging.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/file.h"

namespace bulkhead::isolation {
namespace {

Status check_root(Stage& stage) {
  (void)TRY(checked_root_path(stage));
  return {};
}

Status hand_lower(Stage& stage) {
  if (!stage.host_root) return {};
  const std::string path = TRY(checked_root_path(stage));
  sys::DetachedMount tree = TRY(host_tree(stage, path, false));
  stage.hand(Slot::root, std::move(tree).release());
  return {};
}

Status mount_overlay(Stage& stage) {
  sys::DetachedMount lower = TRY(received_root(stage, false));
  TRY(lower.change({.set = MOUNT_ATTR_RDONLY}, false));

  std::string size(stage.annotation("org.bulkhead.root.size"));
  sys::DetachedMount scratch =
      TRY(sys::DetachedMount::create("tmpfs", "bulkhead", {{"size", size.empty() ? "1g" : size}, {"mode", "0755"}},
                                     MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
  const std::string place = TRY(staging_place());
  const sys::UniqueFd layers = TRY(std::move(scratch).attach(place));
  for (const char* name : {"lower", "upper", "work"}) TRY(sys::make_directory_at(layers, name, 0755));
  (void)TRY(std::move(lower).attach(place + "/lower"));
  // The merged root shows the upper directory's mode: take the image's.
  const struct stat image = TRY(sys::stat_path(place + "/lower"));
  TRY(sys::change_mode_at(layers, "upper", image.st_mode & 07777));

  sys::DetachedMount::Options options = {
      {"lowerdir", place + "/lower"}, {"upperdir", place + "/upper"}, {"workdir", place + "/work"}};
  // Inside a user namespace overlayfs may not write trusted.* attributes (overlayfs.rst, "userxattr", Linux 5.11).
  if (stage.new_namespace(oci::NamespaceType::user) && !stage.uid_map.empty()) options.push_back({"userxattr", ""});
  sys::DetachedMount merged = TRY(sys::DetachedMount::create("overlay", "overlay", options, MOUNT_ATTR_NODEV));
  stage.root = TRY(attach_root(std::move(merged)));
  return {};
}

Status confirm_overlay(const Observed& observed) {
  const auto root = TRY(observed.mount_at("/"));
  if (root.has_value() && root->type == "overlay") return {};
  return differs("mount on /", "overlay", root.has_value() ? root->type : "none");
}

}  // namespace

extern const Control overlay_root;
const Control overlay_root{
    .id = "filesystem/overlay-root",
    .why = "the image stays as it was: writes go to a throw-away layer of a bounded size",
    .wanted = [](const Stage& stage) { return stage.annotation("org.bulkhead.root.overlay") == "tmpfs"; },
    .host_prepare = check_root,
    .host_attach = hand_lower,
    .inside_build = mount_overlay,
    .confirm = confirm_overlay,
};

}  // namespace bulkhead::isolation
