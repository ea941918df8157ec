#include "isolation/join.h"

#include "isolation/registry.h"
#include "sys/identity.h"

namespace bulkhead::isolation {

Status prepare_exec(Stage&, const std::string&) { return {}; }
Status enter_cgroup(Stage&) { return {}; }

Status enter_user_namespace_root(Stage& stage) {
  if (!stage.has_namespace(oci::NamespaceType::user)) return {};
  TRY(sys::set_gid(0));
  return sys::set_uid(0);
}

}  // namespace bulkhead::isolation
