// root.readonly: the container's root mount refuses writes; mounts below it keep their own flags.
#include <linux/mount.h>

#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/mount.h"

namespace bulkhead::isolation {
namespace {

Status confirm_read_only(const Observed& observed) {
  const auto line = TRY(observed.mount_at("/"));
  if (line.has_value() && (line->options + ",").starts_with("ro,")) return {};
  return differs("mount on /", "ro", line.has_value() ? line->options : "no mount");
}

}  // namespace

extern const Control readonly_root;
const Control readonly_root{
    .id = "filesystem/readonly-root",
    .why = "programs and configuration of the container cannot be replaced from inside",
    .wanted = [](const Stage& stage) { return stage.spec.root.has_value() && stage.spec.root->readonly; },
    .inside_build = [](Stage& stage) { return sys::change_mount(stage.root, {.set = MOUNT_ATTR_RDONLY}, false); },
    .confirm = confirm_read_only,
};

}  // namespace bulkhead::isolation
