// A mount table of its own. Propagation is cut before the first mount, so that nothing made here shows up on the host,
// and - unless the configuration asks for it - nothing mounted on the host later shows up here (mount_namespaces(7)).
#include <sched.h>

#include "isolation/own_namespace.h"
#include "isolation/stage.h"
#include "sys/mount.h"

namespace bulkhead::isolation {
namespace {

Status cut_propagation(Stage& stage) {
  const std::string& wanted = stage.spec.linux.rootfs_propagation;
  const bool receives = wanted == "slave" || wanted == "rslave" || wanted == "shared" || wanted == "rshared";
  return receives ? sys::make_tree_slave() : sys::make_tree_private();
}

}  // namespace

extern const Control mount_namespace;
const Control mount_namespace{
    .id = "filesystem/mount-namespace",
    .why = "mounts of the container stay in it, and mounts of the host stay out",
    .wanted = [](const Stage& stage) { return stage.new_namespace(oci::NamespaceType::mount); },
    .clone_flag = CLONE_NEWNS,
    .inside_build = cut_propagation,
    .confirm = [](const Observed& observed) { return confirm_own_namespace(observed, "mnt"); },
};

}  // namespace bulkhead::isolation
