#include "isolation/resources/limits.h"

#include "base/format.h"
#include "base/parse.h"

namespace bulkhead::isolation {
namespace {

constexpr std::string_view explicit_limits = "org.bulkhead.explicit-limits";
constexpr std::string_view own_configuration = "org.bulkhead.userns";  // only `bulkhead run` writes it

}  // namespace

bool is_explicit(const Stage& stage, std::string_view limit) {
  for (std::string_view name : split(stage.annotation(explicit_limits), ','))
    if (name == limit) return true;
  return stage.annotation(explicit_limits).empty() && stage.annotation(own_configuration).empty();
}

std::string how_to_delegate(std::string_view controller, uint32_t uid) {
  if (uid == 0)
    return format("see that /sys/fs/cgroup is writable and /sys/fs/cgroup/cgroup.subtree_control has {}", controller);
  return format(
      "as a user, on cgroup v2: systemd-run --user --scope -p Delegate=yes ...; on v1, as root: mkdir "
      "/sys/fs/cgroup/{}/bulkhead-{} and chown it to {}",
      controller, uid, uid);
}

Result<bool> can_limit(Stage& stage, const char* control, std::string_view controller, std::string_view limit) {
  if (stage.cgroup.has_value()) {
    if (!stage.cgroup->has(controller)) TRY(stage.cgroup->enable(controller));
    if (stage.cgroup->has(controller)) return true;
  }
  const bool lowered = stage.is_lowered("resources/cgroup");
  const std::string why = stage.cgroup.has_value()
                              ? format("the cgroup {} has no controller {}", stage.cgroup->path(), controller)
                              : format("the container has no cgroup{}, so nothing holds the controller {}",
                                       lowered ? " (resources/cgroup is lowered)" : "", controller);
  if (is_explicit(stage, limit))
    return Error::unsupported(format("the limit {} was asked for and cannot be set: {}", limit, why))
        .hint(lowered ? std::string("leave resources/cgroup up, or leave out the limit")
                      : how_to_delegate(controller, stage.host_uid));
  stage.mark_absent(control, why);
  return false;
}

Result<const sys::Cgroup*> cgroup_of(const Observed& observed) {
  if (observed.stage().cgroup.has_value()) return &*observed.stage().cgroup;
  return Error::refused("the container's cgroup is gone");
}

Status confirm_file(const Observed& observed, std::string_view controller, const std::string& file,
                    std::string_view expected) {
  const sys::Cgroup* cgroup = TRY(cgroup_of(observed));
  const std::string found = TRY(cgroup->read(controller, file));
  return found == expected ? Status() : differs(file, expected, found);
}

Status confirm_not_above(const Observed& observed, std::string_view controller, const std::string& file,
                         uint64_t expected) {
  const sys::Cgroup* cgroup = TRY(cgroup_of(observed));
  const std::string found = TRY(cgroup->read(controller, file));
  const Result<uint64_t> number = parse_u64(found);
  if (number.ok() && number.value() <= expected) return {};
  return differs(file, format("at most {}", expected), found);
}

}  // namespace bulkhead::isolation
