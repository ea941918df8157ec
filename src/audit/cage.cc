#include "audit/cage.h"

#include "base/format.h"
#include "base/log.h"
#include "sys/process.h"

namespace bulkhead::audit {
namespace {

constexpr const char* most_processes = "1200";
constexpr const char* most_memory = "2621440000";  // 2,500 MiB

Status limit(const sys::Cgroup& cgroup) {
  TRY(cgroup.write("pids", "pids.max", most_processes));
  const bool v2 = cgroup.version("memory") == sys::CgroupVersion::v2;
  return cgroup.write("memory", v2 ? "memory.max" : "memory.limit_in_bytes", most_memory);
}

}  // namespace

Result<Cage> Cage::make() {
  const std::string path = format("/bulkhead-audit-{}", sys::own_pid());
  sys::Cgroup outer = TRY(sys::Cgroup::create(path));
  Status limited = limit(outer);
  Result<sys::Cgroup> plain =
      limited.ok() ? sys::Cgroup::create(path + "/plain") : Result<sys::Cgroup>(std::move(limited).error());
  if (!plain.ok()) {
    (void)outer.remove();
    return std::move(plain).error().wrap("outer cage").hint("the audit needs root and the controllers pids and memory");
  }
  return Cage(std::move(outer), std::move(plain).value());
}

Cage::~Cage() {
  if (!owned_ || outer_.path().empty()) return;
  (void)outer_.kill_all();
  const Status removed = outer_.remove();
  if (!removed.ok()) log::warn("outer cage: " + removed.error().to_string());
}

}  // namespace bulkhead::audit
