// A terminal of the container's own, from its own devpts: the caller's terminal never gets in, so nothing can be typed into
// it from inside (TIOCSTI; CVE-2017-5226). The peer comes from the master by ioctl, and /dev/console is that very
// descriptor bound, never a name in the image's /dev (CVE-2025-52565).
#include "base/format.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/file.h"
#include "sys/mount.h"
#include "sys/root_dir.h"
#include "sys/terminal.h"

namespace bulkhead::isolation {
namespace {

constexpr int64_t devpts_magic = 0x1cd1;

Status make_console(Stage& stage) {
  const sys::RootDir root(stage.root);
  sys::UniqueFd multiplexer = TRY(root.open_no_symlinks("/dev/pts/ptmx", O_RDWR | O_NOCTTY));
  if (TRY(sys::file_system_magic_of(multiplexer)) != devpts_magic)
    return Error::refused("/dev/pts/ptmx in the container is not in a devpts file system");
  sys::Terminal terminal = TRY(sys::make_terminal(std::move(multiplexer)));
  const oci::Process& process = *stage.spec.process;
  if (process.console_size.has_value())
    TRY(sys::set_window_size(terminal.master, {static_cast<uint16_t>(process.console_size->height),
                                               static_cast<uint16_t>(process.console_size->width)}));
  const struct stat peer = TRY(sys::stat_fd(terminal.peer));
  TRY(sys::change_owner(terminal.peer, process.user.uid, peer.st_gid));

  const sys::UniqueFd target = TRY(root.make_mount_file("/dev/console"));
  sys::DetachedMount console = TRY(sys::DetachedMount::copy_of(terminal.peer, false));
  (void)TRY(std::move(console).attach(target));
  stage.console_master = std::move(terminal.master);
  stage.console_peer = std::move(terminal.peer);
  return {};
}

Status confirm_console(const Observed& observed) {
  if (TRY(observed.mount_at("/dev/console")).has_value()) return {};
  return differs("mount on /dev/console", "a terminal of the container's own", "none");
}

}  // namespace

extern const Control console;
const Control console{
    .id = "devices/console",
    .why = "the program talks to a terminal of its own, never to the caller's",
    .wanted = [](const Stage& stage) { return stage.spec.process.has_value() && stage.spec.process->terminal; },
    .inside_build = make_console,
    .confirm = confirm_console,
};

}  // namespace bulkhead::isolation
