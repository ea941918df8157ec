// The processors and memory nodes that the container may use. Stops: sharing a core's caches with a neighbour that must not
// be watched, and taking processors that belong to another tenant.
#include <set>

#include "base/format.h"
#include "base/parse.h"
#include "isolation/resources/limits.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {
namespace {

constexpr const char* control_id = "resources/cpuset";

Status set_cpuset(Stage& stage) {
  if (!TRY(can_limit(stage, control_id, "cpuset", "cpuset"))) return {};
  const oci::CpuLimits& asked = stage.spec.linux.resources.cpu;
  if (!asked.cpus.empty()) TRY(stage.cgroup->write("cpuset", "cpuset.cpus", asked.cpus));
  if (!asked.mems.empty()) TRY(stage.cgroup->write("cpuset", "cpuset.mems", asked.mems));
  return {};
}

// "0-1,3" and "0,1,3" are the same list; the kernel prints the shortest form.
Result<std::set<uint32_t>> numbers_of(std::string_view list) {
  std::set<uint32_t> numbers;
  for (std::string_view part : split(trimmed(list), ',')) {
    const std::vector<std::string_view> ends = split(part, '-');
    const uint32_t first = TRY(parse_u32(ends[0]));
    const uint32_t last = TRY(parse_u32(ends.back()));
    for (uint32_t number = first; number <= last && number < 65536; ++number) numbers.insert(number);
  }
  return numbers;
}

Status confirm_list(const Observed& observed, const char* file, const std::string& asked) {
  if (asked.empty()) return {};
  const sys::Cgroup* cgroup = TRY(cgroup_of(observed));
  const std::string found = TRY(cgroup->read("cpuset", file));
  if (found.empty() || TRY(numbers_of(asked)) != TRY(numbers_of(found))) return differs(file, asked, found);
  return {};
}

}  // namespace

extern const Control cpuset;
const Control cpuset{
    .id = "resources/cpuset",
    .why = "processors and memory nodes of others are out of reach",
    .wanted =
        [](const Stage& stage) {
          const oci::CpuLimits& asked = stage.spec.linux.resources.cpu;
          return !asked.cpus.empty() || !asked.mems.empty();
        },
    .host_meanwhile = set_cpuset,
    .confirm = [](const Observed& observed) -> Status {
      const oci::CpuLimits& asked = observed.stage().spec.linux.resources.cpu;
      TRY(confirm_list(observed, "cpuset.cpus", asked.cpus));
      return confirm_list(observed, "cpuset.mems", asked.mems);
    },
};

}  // namespace bulkhead::isolation
