// Memory, and memory with swap, that the container may hold; what it writes to a tmpfs counts. Beyond it the kernel kills
// inside the container and nowhere else. Stops: one container that makes the machine swap or kill its neighbours.
#include "base/format.h"
#include "isolation/resources/limits.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {
namespace {

constexpr const char* control_id = "resources/memory";

bool is_wanted(const Stage& stage) {
  const oci::MemoryLimits& asked = stage.spec.linux.resources.memory;
  return asked.limit || asked.reservation || asked.swap || asked.swappiness || asked.kernel_tcp ||
         asked.disable_oom_killer;
}

std::string text_of(int64_t bytes, bool v1) { return bytes >= 0 ? format("{}", bytes) : v1 ? "-1" : "max"; }

// A kernel that does not account swap has no such file. Without swap on the host nothing is lost.
Status limit_swap(Stage& stage, const std::string& file, const std::string& value) {
  Status written = stage.cgroup->write("memory", file, value);
  if (written.ok() || written.error().number() != ENOENT) return written;
  if (is_explicit(stage, "swap"))
    return std::move(written).hint("this kernel does not account swap: boot it with swapaccount=1");
  stage.mark_absent("resources/swap", "this kernel does not account swap");
  return {};
}

Status set_v1(Stage& stage, const oci::MemoryLimits& asked) {
  const sys::Cgroup& cgroup = *stage.cgroup;
  // A new cgroup is unlimited, and memory alone may never exceed memory with swap: first the smaller number.
  if (asked.limit) TRY(cgroup.write("memory", "memory.limit_in_bytes", text_of(*asked.limit, true)));
  if (asked.swap) TRY(limit_swap(stage, "memory.memsw.limit_in_bytes", text_of(*asked.swap, true)));
  if (asked.reservation) TRY(cgroup.write("memory", "memory.soft_limit_in_bytes", text_of(*asked.reservation, true)));
  if (asked.kernel_tcp) TRY(cgroup.write("memory", "memory.kmem.tcp.limit_in_bytes", text_of(*asked.kernel_tcp, true)));
  if (asked.swappiness) TRY(cgroup.write("memory", "memory.swappiness", format("{}", *asked.swappiness)));
  if (asked.disable_oom_killer) TRY(cgroup.write("memory", "memory.oom_control", "1"));
  return {};
}

Status set_v2(Stage& stage, const oci::MemoryLimits& asked) {
  const sys::Cgroup& cgroup = *stage.cgroup;
  if (asked.swappiness) return Error::unsupported("memory.swappiness: cgroup v2 has no such setting");
  if (asked.disable_oom_killer) return Error::unsupported("memory.disableOOMKiller: cgroup v2 has no such setting");
  if (asked.kernel_tcp) return Error::unsupported("memory.kernelTCP: cgroup v2 counts it with the rest");
  if (asked.limit) TRY(cgroup.write("memory", "memory.max", text_of(*asked.limit, false)));
  if (asked.reservation) TRY(cgroup.write("memory", "memory.low", text_of(*asked.reservation, false)));
  if (!asked.swap) return {};
  // The specification counts memory and swap together, version 2 swap alone.
  if (*asked.swap >= 0 && (!asked.limit || *asked.limit < 0 || *asked.swap < *asked.limit))
    return Error::config(
        "config.json: /linux/resources/memory/swap: it includes memory and needs a limit not above it");
  const int64_t swap = *asked.swap < 0 ? -1 : *asked.swap - *asked.limit;
  return limit_swap(stage, "memory.swap.max", text_of(swap, false));
}

Status set_memory(Stage& stage) {
  if (!TRY(can_limit(stage, control_id, "memory", "memory"))) return {};
  const oci::MemoryLimits& asked = stage.spec.linux.resources.memory;
  return stage.cgroup->version("memory") == sys::CgroupVersion::v1 ? set_v1(stage, asked) : set_v2(stage, asked);
}

// The kernel rounds down to pages.
Status confirm_memory(const Observed& observed) {
  const oci::MemoryLimits& asked = observed.stage().spec.linux.resources.memory;
  const sys::Cgroup* cgroup = TRY(cgroup_of(observed));
  const bool v1 = cgroup->version("memory") == sys::CgroupVersion::v1;
  if (asked.limit && *asked.limit >= 0)
    TRY(confirm_not_above(observed, "memory", v1 ? "memory.limit_in_bytes" : "memory.max",
                          static_cast<uint64_t>(*asked.limit)));
  if (!asked.swap || *asked.swap < 0 || observed.stage().is_absent("resources/swap")) return {};
  const int64_t swap = v1 ? *asked.swap : *asked.swap - asked.limit.value_or(0);
  return confirm_not_above(observed, "memory", v1 ? "memory.memsw.limit_in_bytes" : "memory.swap.max",
                           static_cast<uint64_t>(swap));
}

}  // namespace

extern const Control memory;
const Control memory{
    .id = "resources/memory",
    .why = "memory that the container takes too much of is taken from itself",
    .wanted = is_wanted,
    .host_meanwhile = set_memory,
    .confirm = confirm_memory,
};

}  // namespace bulkhead::isolation
