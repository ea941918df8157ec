// Huge pages come from a pool that is the machine's: without a limit one container empties it.
#include "base/format.h"
#include "isolation/resources/limits.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {
namespace {

constexpr const char* control_id = "resources/hugepages";

std::string file_for(const sys::Cgroup& cgroup, const oci::HugepageLimit& limit, const char* infix) {
  const bool v1 = cgroup.version("hugetlb") == sys::CgroupVersion::v1;
  return format("hugetlb.{}{}.{}", limit.page_size, infix, v1 ? "limit_in_bytes" : "max");
}

Status set_hugepages(Stage& stage) {
  if (!TRY(can_limit(stage, control_id, "hugetlb", "hugepages"))) return {};
  for (const oci::HugepageLimit& limit : stage.spec.linux.resources.hugepages) {
    const std::string value = format("{}", limit.limit);
    TRY(stage.cgroup->write("hugetlb", file_for(*stage.cgroup, limit, ""), value));
    // Reservations are counted apart since Linux 5.7: mmap then fails instead of a later SIGBUS.
    const Status reserved = stage.cgroup->write("hugetlb", file_for(*stage.cgroup, limit, ".rsvd"), value);
    if (!reserved.ok() && reserved.error().number() != ENOENT) return reserved.error().copy();
  }
  return {};
}

Status confirm_hugepages(const Observed& observed) {
  const sys::Cgroup* cgroup = TRY(cgroup_of(observed));
  for (const oci::HugepageLimit& limit : observed.stage().spec.linux.resources.hugepages)
    TRY(confirm_not_above(observed, "hugetlb", file_for(*cgroup, limit, ""), limit.limit));
  return {};
}

}  // namespace

extern const Control hugepages;
const Control hugepages{
    .id = "resources/hugepages",
    .why = "the machine's pool of huge pages is not one container's",
    .wanted = [](const Stage& stage) { return !stage.spec.linux.resources.hugepages.empty(); },
    .host_meanwhile = set_hugepages,
    .confirm = confirm_hugepages,
};

}  // namespace bulkhead::isolation
