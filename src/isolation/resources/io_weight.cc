// The share of a disk when others want it too. Which file takes it depends on the kernel's schedulers: BFQ's own, or the
// one of the cost model (version 2) or of CFQ (version 1, before Linux 5.0).
#include "base/format.h"
#include "isolation/resources/limits.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {
namespace {

constexpr const char* control_id = "resources/io-weight";

struct Place {
  const char* controller;
  const char* file;
  uint64_t value;
};

std::vector<Place> places(const Stage& stage) {
  const uint64_t weight = *stage.spec.linux.resources.block_io_weight;       // 10 .. 1000
  const uint64_t scaled = 1 + (weight > 10 ? weight - 10 : 0) * 9999 / 990;  // 1 .. 10000
  if (stage.cgroup->has("blkio")) return {{"blkio", "blkio.bfq.weight", weight}, {"blkio", "blkio.weight", weight}};
  return {{"io", "io.bfq.weight", weight}, {"io", "io.weight", scaled}};
}

Status set_weight(Stage& stage) {
  const char* controller = stage.cgroup.has_value() && stage.cgroup->has("blkio") ? "blkio" : "io";
  if (!TRY(can_limit(stage, control_id, controller, "io"))) return {};
  for (const Place& place : places(stage)) {
    Status written = stage.cgroup->write(place.controller, place.file, format("{}", place.value));
    if (written.ok() || written.error().number() != ENOENT) return written;
  }
  const char* why = "the kernel has no I/O scheduler with weights (CONFIG_BFQ_GROUP_IOSCHED, CONFIG_BLK_CGROUP_IOCOST)";
  if (is_explicit(stage, "io")) return Error::unsupported(format("the weight for I/O cannot be set: {}", why));
  stage.mark_absent(control_id, why);
  return {};
}

Status confirm_weight(const Observed& observed) {
  const sys::Cgroup* cgroup = TRY(cgroup_of(observed));
  for (const Place& place : places(observed.stage())) {
    const Result<std::string> found = cgroup->read(place.controller, place.file);
    if (!found.ok() && found.error().number() == ENOENT) continue;
    const std::string text = TRY(cgroup->read(place.controller, place.file));
    const std::string expected = format("{}", place.value);
    if (text == expected || text.starts_with("default " + expected)) return {};
    return differs(place.file, expected, text);
  }
  return differs("weight for I/O", "a file that holds it", "none");
}

}  // namespace

extern const Control io_weight;
const Control io_weight{
    .id = "resources/io-weight",
    .why = "a container that writes all day leaves the disk to others",
    .wanted = [](const Stage& stage) { return stage.spec.linux.resources.block_io_weight.value_or(0) != 0; },
    .host_meanwhile = set_weight,
    .confirm = confirm_weight,
};

}  // namespace bulkhead::isolation
