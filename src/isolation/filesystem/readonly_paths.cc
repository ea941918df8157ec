// Parts of /proc that change the host: bound onto themselves and made read-only (/proc/sys, /proc/irq, ...).
#include <linux/mount.h>

#include "base/format.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/file.h"
#include "sys/mount.h"
#include "sys/root_dir.h"

namespace bulkhead::isolation {
namespace {

Status make_read_only(Stage& stage) {
  const sys::RootDir root(stage.root);
  for (const std::string& path : stage.spec.linux.readonly_paths) {
    const Result<sys::UniqueFd> target = root.open(path, O_PATH);
    if (!target.ok() && (target.error().number() == ENOENT || target.error().number() == ENOTDIR)) continue;
    if (!target.ok()) return target.error().copy().wrap(path);
    sys::DetachedMount copy = TRY(sys::DetachedMount::copy_of(target.value(), true));
    // The other flags stay: a copy made in a user namespace may not lose nosuid, nodev, noexec.
    TRY(copy.change({.set = MOUNT_ATTR_RDONLY}, true).context(path));
    (void)TRY(std::move(copy).attach(target.value()).context(path));
  }
  return {};
}

Status confirm_read_only(const Observed& observed) {
  for (const std::string& path : observed.stage().spec.linux.readonly_paths) {
    const auto line = TRY(observed.mount_at(path));
    if (!line.has_value()) {
      if (sys::stat_path(format("/proc/{}/root{}", observed.pid(), path)).ok())
        return differs(path, "a read-only mount", "no mount");
      continue;
    }
    if (!(line->options + ",").starts_with("ro,")) return differs(path, "ro", line->options);
  }
  return {};
}

}  // namespace

extern const Control readonly_paths;
const Control readonly_paths{
    .id = "filesystem/readonly-paths",
    .why = "kernel settings and interrupt routing of the host cannot be written through /proc",
    .wanted = [](const Stage& stage) { return !stage.spec.linux.readonly_paths.empty(); },
    .inside_build = make_read_only,
    .confirm = confirm_read_only,
};

}  // namespace bulkhead::isolation
