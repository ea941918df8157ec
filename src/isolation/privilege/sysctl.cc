// Kernel settings of the container's own namespaces. Only namespaced ones get here: the parser refuses the others and
// values that could smuggle a second line (CVE-2022-0811). Written by init through its own /proc, before /proc/sys is made
// read-only.
#include <algorithm>

#include "base/format.h"
#include "isolation/stage.h"
#include "sys/file.h"
#include "sys/root_dir.h"

namespace bulkhead::isolation {
namespace {

Status write_settings(Stage& stage) {
  const sys::RootDir root(stage.root);
  for (const auto& [key, value] : stage.spec.linux.sysctl) {
    std::string path = "/proc/sys/" + key;
    std::replace(path.begin() + 10, path.end(), '.', '/');
    const sys::UniqueFd file = TRY(root.open_no_symlinks(path, O_WRONLY).context(format("sysctl {}", key)));
    if (TRY(sys::file_system_magic_of(file)) != sys::proc_magic)
      return Error::refused(format("sysctl {}: {} is not in procfs", key, path));
    TRY(sys::write_all(file, value).context(format("sysctl {}={}", key, quoted(value))));
  }
  return {};
}

}  // namespace

extern const Control sysctl;
const Control sysctl{
    .id = "privilege/sysctl",
    .why = "kernel settings asked for apply to the container's own namespaces and to nothing else",
    .wanted = [](const Stage& stage) { return !stage.spec.linux.sysctl.empty(); },
    .inside_build = write_settings,
    .unread = "a reader of /proc/sys is shown its own namespaces' settings",
};

}  // namespace bulkhead::isolation
