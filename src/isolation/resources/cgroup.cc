// The container's own cgroup: every limit is written to it before the first process exists, and no process of the container
// is ever outside it. On version 2 init is born there; on version 1 it moves itself, first of all, while it is still the
// host's user and before its user namespace has ids.
// Stops: one container that takes memory, processes, processors or I/O from all others; a process that escapes the count by
// a double fork.
#include "base/format.h"
#include "base/parse.h"
#include "isolation/resources/delegation.h"
#include "isolation/resources/limits.h"
#include "isolation/resources/systemd_scope.h"
#include "isolation/stage.h"
#include "sys/file.h"

namespace bulkhead::isolation {
namespace {

constexpr const char* control_id = "resources/cgroup";

// The topmost directory above the caller's own cgroup that belongs to the caller: what systemd delegated. Only below it
// may an ordinary user move processes (cgroup-v2.rst, "Delegation Containment").
Result<std::string> delegated_base(uint32_t uid) {
  std::string base;
  const std::string own = TRY(sys::read_file("/proc/self/cgroup", 65536));
  for (std::string_view line : split(own, '\n')) {
    if (!line.starts_with("0::")) continue;
    for (std::string path(line.substr(3)); path.size() > 1; path.resize(path.find_last_of('/'))) {
      const Result<struct stat> found = sys::stat_path("/sys/fs/cgroup" + path);
      if (!found.ok() || found.value().st_uid != uid) break;
      base = path;
    }
  }
  return base;
}

Result<std::string> path_for(const Stage& stage) {
  const std::string& asked = stage.spec.linux.cgroups_path;
  if (asked.starts_with('/')) return asked;
  if (stage.host_root) return "/bulkhead/" + stage.id;
  const sys::CgroupLayout layout = TRY(sys::CgroupLayout::detect());
  if (!layout.pure_v2()) return format("/bulkhead-{}/{}", stage.host_uid, stage.id);
  const std::string base = TRY(delegated_base(stage.host_uid));
  return base + "/bulkhead/" + stage.id;
}

// The first limit that may not be left out, with its controller; empty when all of them are defaults.
std::string_view first_explicit_limit(const Stage& stage) {
  const oci::Resources& asked = stage.spec.linux.resources;
  const oci::MemoryLimits& memory = asked.memory;
  const oci::CpuLimits& cpu = asked.cpu;
  if ((memory.limit || memory.reservation || memory.swap) && is_explicit(stage, "memory")) return "memory";
  if (asked.pids && is_explicit(stage, "pids")) return "pids";
  if ((cpu.shares || cpu.quota || cpu.idle || cpu.burst) && is_explicit(stage, "cpu")) return "cpu";
  if (!(cpu.cpus.empty() && cpu.mems.empty()) && is_explicit(stage, "cpuset")) return "cpuset";
  if (asked.block_io_weight && is_explicit(stage, "io")) return "io";
  if (!asked.hugepages.empty() && is_explicit(stage, "hugepages")) return "hugetlb";
  return {};
}

bool no_cgroup_to_be_had(const Error& error) {
  return error.kind() == ErrorKind::unsupported || error.number() == EACCES || error.number() == EPERM ||
         error.number() == EROFS || error.number() == ENOENT;
}

Status make_cgroup(Stage& stage) {
  if (stage.systemd_cgroup) return make_scope(stage);
  const std::string path = TRY(path_for(stage));
  Result<sys::Cgroup> made = sys::Cgroup::create(path);
  if (!made.ok()) {
    Error error = std::move(made).error();
    if (!no_cgroup_to_be_had(error)) return error;
    const std::string_view limit = first_explicit_limit(stage);
    if (!limit.empty())
      return std::move(error)
          .wrap(format("the limit {} was asked for and cannot be set", limit))
          .hint(how_to_delegate(limit, stage.host_uid));
    stage.mark_absent(control_id, format("{}; {}", error.to_string(), how_to_delegate("memory", stage.host_uid)));
    return {};
  }
  stage.cgroup = std::move(made).value();
  stage.cgroup_entry = TRY(stage.cgroup->prepare_entry());
  return {};
}

// Init is in it: it may have it, and nobody else needs to keep it alive.
Status hand_over(Stage& stage) {
  TRY(end_scope_holder(stage));
  return delegate_cgroup(stage);
}

// /proc/PID/cgroup: "4:memory:/bulkhead/web", "0::/bulkhead/web"; every hierarchy that we made a directory in.
Status confirm_membership(const Observed& observed) {
  const sys::Cgroup* cgroup = TRY(cgroup_of(observed));
  const std::string text = TRY(observed.read("cgroup"));
  for (const sys::Cgroup::Directory& directory : cgroup->directories()) {
    std::string found = "nothing";
    for (std::string_view line : split(text, '\n')) {
      const std::vector<std::string_view> fields = split(line, ':');
      if (fields.size() < 3) continue;
      const bool v2 = fields[1].empty();
      const std::string_view name = fields[1].starts_with("name=") ? fields[1].substr(5) : fields[1];
      if (v2 != (directory.version == sys::CgroupVersion::v2) || (!v2 && name != directory.hierarchy)) continue;
      found = line.substr(fields[0].size() + fields[1].size() + 2);  // the path may hold colons
    }
    const bool inside = found == cgroup->path() || found.starts_with(cgroup->path() + "/");
    if (!inside)
      return differs(format("cgroup {} of process {}", directory.hierarchy, observed.pid()), cgroup->path(), found);
  }
  return {};
}

}  // namespace

extern const Control cgroup;
const Control cgroup{
    .id = "resources/cgroup",
    .why = "no process of the container escapes the accounts that its limits are kept in",
    .wanted = [](const Stage&) { return true; },
    .host_prepare = make_cgroup,
    .host_attach = hand_over,
    .inside_build = [](Stage& stage) { return stage.cgroup_entry.enter_self(); },
    .confirm = confirm_membership,
};

}  // namespace bulkhead::isolation
