// crun with the configuration that `crun spec` writes. crun refuses a hybrid cgroup layout in which a controller is left on
// version 2; there it gets a mount namespace in which the list of those controllers reads empty.
#include <sched.h>

#include "audit/driver.h"
#include "sys/file.h"
#include "sys/mount.h"
#include "sys/namespace.h"

namespace bulkhead::audit {
namespace {

constexpr const char* hybrid_list = "/sys/fs/cgroup/unified/cgroup.controllers";

Result<std::string> detect(const Setup&) { return first_line_of({"crun", "--version"}); }

Status hide_hybrid() {
  if (!sys::stat_path(hybrid_list).ok()) return {};
  TRY(sys::unshare_namespaces(CLONE_NEWNS));
  TRY(sys::make_tree_private());
  sys::DetachedMount empty = TRY(sys::DetachedMount::copy_of("/dev/null", false));
  (void)TRY(std::move(empty).attach(hybrid_list));
  return {};
}

Result<StartPlan> plan(const Setup& setup, const std::string& place, const std::string& token) {
  TRY(make_bundle(setup, "crun", place, token));
  StartPlan start;
  start.share = place + "/share";
  start.command = {"crun", "run", "--bundle", place, token};
  start.in_child = hide_hybrid;
  start.clean_up = {"crun", "delete", "--force", token};
  return start;
}

}  // namespace

extern const Driver crun_driver;
const Driver crun_driver{"crun", "crun with the defaults of `crun spec`", detect, plan,
                         "on a hybrid cgroup layout the controllers of version 2 are hidden from it"};

}  // namespace bulkhead::audit
