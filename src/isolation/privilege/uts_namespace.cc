// Host and domain name of its own (uts_namespaces(7)).
#include <sched.h>

#include "isolation/own_namespace.h"
#include "isolation/stage.h"
#include "sys/namespace.h"

namespace bulkhead::isolation {
namespace {

Status set_names(Stage& stage) {
  if (!stage.spec.hostname.empty()) TRY(sys::set_host_name(stage.spec.hostname));
  if (!stage.spec.domainname.empty()) TRY(sys::set_domain_name(stage.spec.domainname));
  return {};
}

}  // namespace

extern const Control uts_namespace;
const Control uts_namespace{
    .id = "privilege/uts-namespace",
    .why = "the container's host name is its own, so that it cannot rename the host",
    .wanted = [](const Stage& stage) { return stage.new_namespace(oci::NamespaceType::uts); },
    .clone_flag = CLONE_NEWUTS,
    .inside_build = set_names,
    .confirm = [](const Observed& observed) { return confirm_own_namespace(observed, "uts"); },
};

}  // namespace bulkhead::isolation
