// What is left when filesystem/pivot-root is lowered: chroot(2) alone, the way of the oldest containers. It exists to show
// what pivot_root is for: the host's tree stays mounted underneath, and a process with CAP_SYS_CHROOT climbs back to it.
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/root_dir.h"

namespace bulkhead::isolation {

namespace {

Status confirm_changed(const Observed& observed) {
  if (TRY(observed.read_link("root")) != "/") return {};
  return differs("root of the process", "a directory of the host", "/");
}

}  // namespace

extern const Control change_root;
const Control change_root{
    .id = "filesystem/chroot",
    .why = "a weak substitute: paths start at the container's root, but the host's tree is still mounted",
    .wanted = [](const Stage& stage) { return stage.is_lowered("filesystem/pivot-root"); },
    .inside_seal = [](Stage& stage) { return sys::change_root(stage.root); },
    .confirm = confirm_changed,
};

}  // namespace bulkhead::isolation
