// Processor time: a share when others want it too, and a quota per period that holds always. Stops: a container that keeps
// all processors busy, or that measures its neighbours by how much it is slowed down.
#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "isolation/resources/cpu_weight.h"
#include "isolation/resources/limits.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {
namespace {

constexpr const char* control_id = "resources/cpu";
constexpr uint64_t usual_period = 100000;  // microseconds; the kernel's own default

// Shares of 0 mean "not set" to every engine.
bool has_shares(const oci::CpuLimits& asked) { return asked.shares.value_or(0) != 0; }

bool is_wanted(const Stage& stage) {
  const oci::CpuLimits& asked = stage.spec.linux.resources.cpu;
  return has_shares(asked) || asked.quota || asked.period || asked.burst || asked.idle || asked.realtime_runtime ||
         asked.realtime_period;
}

Status set_v1(const sys::Cgroup& cgroup, const oci::CpuLimits& asked) {
  const auto write = [&](const char* file, int64_t value) { return cgroup.write("cpu", file, format("{}", value)); };
  if (has_shares(asked)) TRY(write("cpu.shares", static_cast<int64_t>(*asked.shares)));
  // The period first: a quota is checked against it; the burst last: it may not exceed the quota.
  if (asked.period.value_or(0) != 0) TRY(write("cpu.cfs_period_us", static_cast<int64_t>(*asked.period)));
  if (asked.quota.value_or(0) != 0) TRY(write("cpu.cfs_quota_us", *asked.quota));
  if (asked.burst) TRY(write("cpu.cfs_burst_us", static_cast<int64_t>(*asked.burst)));
  if (asked.realtime_period) TRY(write("cpu.rt_period_us", static_cast<int64_t>(*asked.realtime_period)));
  if (asked.realtime_runtime) TRY(write("cpu.rt_runtime_us", *asked.realtime_runtime));
  if (asked.idle) TRY(write("cpu.idle", *asked.idle));  // last: it fixes the shares
  return {};
}

std::string quota_and_period(const oci::CpuLimits& asked) {
  const uint64_t period = asked.period.value_or(0) != 0 ? *asked.period : usual_period;
  const int64_t quota = asked.quota.value_or(-1);
  return format("{} {}", quota > 0 ? format("{}", quota) : "max", period);
}

Status set_v2(const sys::Cgroup& cgroup, const oci::CpuLimits& asked) {
  if (asked.realtime_runtime.value_or(0) != 0 || asked.realtime_period.value_or(0) != 0)
    return Error::unsupported("cpu.realtimeRuntime, cpu.realtimePeriod: cgroup v2 has no such settings");
  if (has_shares(asked)) TRY(cgroup.write("cpu", "cpu.weight", format("{}", cpu_weight_of_shares(*asked.shares))));
  if (asked.quota || asked.period) TRY(cgroup.write("cpu", "cpu.max", quota_and_period(asked)));
  if (asked.burst) TRY(cgroup.write("cpu", "cpu.max.burst", format("{}", *asked.burst)));
  if (asked.idle) TRY(cgroup.write("cpu", "cpu.idle", format("{}", *asked.idle)));  // last: it fixes the weight
  return {};
}

Status set_cpu(Stage& stage) {
  if (!TRY(can_limit(stage, control_id, "cpu", "cpu"))) return {};
  const oci::CpuLimits& asked = stage.spec.linux.resources.cpu;
  return stage.cgroup->version("cpu") == sys::CgroupVersion::v1 ? set_v1(*stage.cgroup, asked)
                                                                : set_v2(*stage.cgroup, asked);
}

Status confirm_cpu(const Observed& observed) {
  const oci::CpuLimits& asked = observed.stage().spec.linux.resources.cpu;
  const sys::Cgroup* cgroup = TRY(cgroup_of(observed));
  const bool quota = asked.quota.value_or(0) > 0;
  const bool v1 = cgroup->version("cpu") == sys::CgroupVersion::v1;
  if (quota && v1) TRY(confirm_file(observed, "cpu", "cpu.cfs_quota_us", format("{}", *asked.quota)));
  if (quota && !v1) TRY(confirm_file(observed, "cpu", "cpu.max", quota_and_period(asked)));
  if (!has_shares(asked) || asked.idle.value_or(0) != 0) return {};
  if (v1)
    return confirm_file(observed, "cpu", "cpu.shares", format("{}", std::clamp<uint64_t>(*asked.shares, 2, 262144)));
  if (observed.stage().spec.linux.resources.unified.count("cpu.weight") != 0) return {};  // said there, confirmed there
  return confirm_file(observed, "cpu", "cpu.weight", format("{}", cpu_weight_of_shares(*asked.shares)));
}

}  // namespace

// The curve through (2, 1), (1024, 100) and (262144, 10000): the default of one is the default of the other, as a straight
// line through the ends (1024 -> 39) would not have it. Exponents are of 10, with the logarithm of base 2 as argument.
uint64_t cpu_weight_of_shares(uint64_t shares) {
  if (shares <= 2) return 1;
  if (shares >= 262144) return 10000;
  const double l = std::log2(static_cast<double>(shares));
  return static_cast<uint64_t>(std::ceil(std::pow(10.0, l * l / 612.0 + 125.0 * l / 612.0 - 7.0 / 34.0)));
}

extern const Control cpu;
const Control cpu{
    .id = "resources/cpu",
    .why = "a busy container slows itself down, not its neighbours",
    .wanted = is_wanted,
    .host_meanwhile = set_cpu,
    .confirm = confirm_cpu,
};

}  // namespace bulkhead::isolation
