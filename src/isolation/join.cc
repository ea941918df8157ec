#include "isolation/join.h"

#include "isolation/registry.h"
#include "sys/identity.h"

namespace bulkhead::isolation {

Status prepare_exec(Stage& stage, const std::string& cgroup_path) {
  TRY(run_phase(Phase::host_first, stage));
  TRY(run_phase(Phase::host_join, stage));
  if (cgroup_path.empty()) return {};
  stage.cgroup = TRY(sys::Cgroup::open(cgroup_path));
  stage.cgroup_entry = TRY(stage.cgroup->prepare_entry());
  return {};
}

Status enter_cgroup(Stage& stage) { return stage.cgroup_entry.enter_self(); }

Status enter_user_namespace_root(Stage& stage) {
  if (!stage.has_namespace(oci::NamespaceType::user)) return {};
  TRY(sys::set_gid(0));
  return sys::set_uid(0);
}

}  // namespace bulkhead::isolation
