// chroot(2) as it is commonly used: a directory with /proc and the host's /dev in it. The mounts live in a namespace of
// their own, so that none of them is left behind.
#include <sched.h>

#include "audit/driver.h"
#include "sys/file.h"
#include "sys/mount.h"
#include "sys/namespace.h"
#include "sys/root_dir.h"

namespace bulkhead::audit {
namespace {

Result<std::string> detect(const Setup&) { return std::string("this kernel"); }

Status enter(const std::string& rootfs) {
  TRY(sys::unshare_namespaces(CLONE_NEWNS));
  TRY(sys::make_tree_private());
  sys::DetachedMount proc = TRY(sys::DetachedMount::create("proc", "proc", {}, 0));
  (void)TRY(std::move(proc).attach(rootfs + "/proc"));
  sys::DetachedMount dev = TRY(sys::DetachedMount::copy_of("/dev", true));
  (void)TRY(std::move(dev).attach(rootfs + "/dev"));
  const sys::UniqueFd root = TRY(sys::open_file(rootfs, O_PATH | O_DIRECTORY));
  return sys::change_root(root);
}

Result<StartPlan> plan(const Setup& setup, const std::string& place, const std::string& token) {
  TRY(make_rootfs(setup, place));
  StartPlan start;
  start.share = place + "/rootfs/share";
  start.command = {"/probe", "serve", token, "/share"};
  start.in_child = [rootfs = place + "/rootfs"] { return enter(rootfs); };
  start.in_plain_cgroup = true;
  return start;
}

}  // namespace

extern const Driver chroot_driver;
const Driver chroot_driver{"chroot", "chroot with /proc and the host's /dev", detect, plan};

}  // namespace bulkhead::audit
