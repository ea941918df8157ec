#include "isolation/resources/delegation.h"

#include <fcntl.h>
#include <linux/mount.h>

#include "base/format.h"
#include "base/parse.h"
#include "sys/file.h"

namespace bulkhead::isolation {
namespace {

bool mounts_writable(const oci::Spec& spec) {
  for (const oci::Mount& mount : spec.mounts)
    if ((mount.type == "cgroup" || mount.type == "cgroup2") && (mount.options.set & MOUNT_ATTR_RDONLY) == 0)
      return true;
  return false;
}

}  // namespace

Status delegate_cgroup(Stage& stage) {
  if (!stage.cgroup.has_value() || !stage.cgroup->pure_v2() || !stage.host_root || stage.uid_map.empty()) return {};
  if (!stage.new_namespace(oci::NamespaceType::cgroup) || !mounts_writable(stage.spec)) return {};
  const uint32_t inside = stage.spec.process ? stage.spec.process->user.uid : 0;
  const std::optional<HostId> owner = stage.uid_map.to_host(ContainerId32{inside});
  if (!owner.has_value())
    return Error::config(
        format("config.json: /process/user/uid: {} has no id on the host, so its cgroup has no owner", inside));
  constexpr uint32_t group_stays = UINT32_MAX;
  const std::string directory = stage.cgroup->directories().front().path;
  TRY(sys::change_owner_at(sys::Fd(AT_FDCWD), directory, owner->value, group_stays));
  const std::string files = TRY(sys::read_file("/sys/kernel/cgroup/delegate", 4096));
  for (std::string_view name : split(trimmed(files), '\n')) {
    const Status given =
        sys::change_owner_at(sys::Fd(AT_FDCWD), format("{}/{}", directory, name), owner->value, group_stays);
    if (!given.ok() && given.error().number() != ENOENT) return given.error().copy();  // of a controller that is not on
  }
  return {};
}

}  // namespace bulkhead::isolation
