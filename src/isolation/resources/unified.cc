// Files of cgroup v2 by name (linux.resources.unified): settings that the specification has no field for. Last of the
// limits, so that what is said here is what holds.
#include "base/format.h"
#include "isolation/resources/limits.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {
namespace {

constexpr const char* control_id = "resources/unified";

Result<std::string> controller_of(const std::string& file) {
  const size_t dot = file.find('.');
  if (file.find('/') != std::string::npos || dot == std::string::npos || dot == 0)
    return Error::config(format("config.json: /linux/resources/unified: {} is no file of a cgroup", quoted(file)));
  // Membership and delegation are the runtime's business: through them a container could be moved out of its limits.
  for (const char* own : {"cgroup.procs", "cgroup.threads", "cgroup.subtree_control", "cgroup.type", "cgroup.kill"})
    if (file == own) return Error::refused(format("config.json: /linux/resources/unified: {} is not a limit", file));
  return file.substr(0, dot);
}

Status set_files(Stage& stage) {
  for (const auto& [file, value] : stage.spec.linux.resources.unified) {
    const std::string controller = TRY(controller_of(file));
    if (stage.cgroup.has_value() && stage.cgroup->version(controller) == sys::CgroupVersion::v1 &&
        stage.cgroup->has(controller))
      return Error::unsupported(format("{} is a file of cgroup v2; {} is on version 1 here", file, controller));
    if (!TRY(can_limit(stage, control_id, controller, "unified"))) return {};
    TRY(stage.cgroup->write(controller, file, value));
  }
  return {};
}

// Many files print more, or in another form, than was written ("max 100000" for "max"): what can be compared is, and a file
// that is gone is a difference.
Status confirm_files(const Observed& observed) {
  const sys::Cgroup* cgroup = TRY(cgroup_of(observed));
  for (const auto& [file, value] : observed.stage().spec.linux.resources.unified) {
    const std::string controller = TRY(controller_of(file));
    const std::string found = TRY(cgroup->read(controller, file));
    const bool plain = value.find_first_not_of("0123456789") == std::string::npos;
    if (plain && file.ends_with(".weight") && !found.ends_with(value)) return differs(file, value, found);
    if (plain && file == "pids.max" && found != value) return differs(file, value, found);
  }
  return {};
}

}  // namespace

extern const Control unified;
const Control unified{
    .id = "resources/unified",
    .why = "limits that only cgroup v2 knows hold, too",
    .wanted = [](const Stage& stage) { return !stage.spec.linux.resources.unified.empty(); },
    .host_meanwhile = set_files,
    .confirm = confirm_files,
};

}  // namespace bulkhead::isolation
