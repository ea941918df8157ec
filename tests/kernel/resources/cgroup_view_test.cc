// What a container sees of the machine's cgroups: its own, and nothing above it.
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "isolation/filesystem/cgroup_mount.h"
#include "isolation/registry.h"
#include "kernel/scratch_cgroup.h"
#include "sys/file.h"
#include "sys/mount.h"
#include "sys/namespace.h"

namespace bulkhead::test {
namespace {

bool sees_a_scratch_path() {
  const Result<std::string> text = sys::read_file("/proc/self/cgroup");
  return !text.ok() || text.value().find("bulkhead-test") != std::string::npos;
}

// covers: resources/cgroup-namespace
TEST(CgroupNamespace, OwnCgroupIsTheRoot) {
  NEEDS_ROOT();
  oci::Spec spec;
  spec.linux.namespaces.push_back({oci::NamespaceType::cgroup, ""});
  ScratchCgroup scratch(spec);
  isolation::Stage& stage = scratch.stage();
  EXPECT_EQ(scratch.run([] { return sees_a_scratch_path() ? 1 : 0; }).code, 1);  // without the wall
  EXPECT_EQ(scratch
                .run([&stage] {
                  if (!isolation::find_control("resources/cgroup-namespace")->inside_build(stage).ok()) return 90;
                  return sees_a_scratch_path() ? 1 : 0;
                })
                .code,
            0);
}

oci::Mount cgroup_mount(bool read_only) {
  oci::Mount mount;
  mount.destination = "/sys/fs/cgroup";
  mount.type = "cgroup";
  if (read_only) mount.options.set = MOUNT_ATTR_RDONLY;
  return mount;
}

// In a process inside the scratch cgroup, with a mount namespace and a root of its own: the errno of mkdir in the mounted
// cgroup; 90 when the mount failed, 91 when it shows another cgroup than its own.
int mkdir_in_mount(isolation::Stage& stage, bool read_only, const char* hierarchy) {
  char place[] = "/tmp/bulkhead-test-XXXXXX";
  if (!sys::unshare_namespaces(CLONE_NEWNS).ok() || !sys::make_tree_private().ok() || !::mkdtemp(place)) return 92;
  const auto build = [&]() -> Status {
    sys::DetachedMount tree = TRY(sys::DetachedMount::create("tmpfs", "tmpfs", {}, 0));
    stage.root = TRY(std::move(tree).attach(std::string(place)));
    return isolation::mount_cgroup(stage, cgroup_mount(read_only));
  };
  int code = 90;
  if (build().ok()) {
    const std::string directory = std::string(place) + "/sys/fs/cgroup" + hierarchy;
    const Result<std::string> processes = sys::read_file(directory + "/cgroup.procs");
    const bool own = processes.ok() && processes.value() == std::to_string(::getpid()) + "\n";
    const Status made = sys::make_directory(directory + "/inner", 0755);
    code = !own ? 91 : made.ok() ? 0 : made.error().number();
    if (made.ok()) (void)sys::remove_directory(directory + "/inner");
  }
  stage.root.reset();
  (void)sys::unmount_detached(place);
  ::rmdir(place);
  return code;
}

// covers: filesystem/mounts
TEST(CgroupMount, ShowsTheOwnCgroupOnlyAndIsReadOnlyWhenAsked) {
  NEEDS_ROOT();
  ScratchCgroup scratch((oci::Spec()));
  isolation::Stage& stage = scratch.stage();
  const char* hierarchy = scratch.cgroup().pure_v2() ? "" : "/memory";
  EXPECT_EQ(scratch.run([&] { return mkdir_in_mount(stage, true, hierarchy); }).code, EROFS);
  EXPECT_EQ(scratch.run([&] { return mkdir_in_mount(stage, false, hierarchy); }).code, 0);
}

}  // namespace
}  // namespace bulkhead::test
