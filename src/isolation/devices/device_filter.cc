// Which devices a process of the container may open, whoever made the node and wherever it lies: the kernel asks the cgroup
// at open and mknod. Version 1 has a list per cgroup, version 2 a BPF program.
// Stops: a disk or memory node that was brought in by an image, a volume or a leaked descriptor's directory; with CAP_MKNOD
// the host's disk is one call away (the paper's device isolation).
#include <algorithm>
#include <map>

#include "base/format.h"
#include "base/parse.h"
#include "isolation/devices/device_program.h"
#include "isolation/observed.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {
namespace {

constexpr const char* control_id = "devices/device-filter";

using Rules = std::vector<oci::DeviceRule>;

// The nodes that every container has by the specification (/dev/null, zero, full, random, urandom, tty, ptmx, pts): they
// are usable whatever the configuration lists. "m" only where init makes the nodes itself instead of binding them.
void append_standard(Rules& rules, bool makes_nodes) {
  const std::pair<int64_t, int64_t> standard[] = {{1, 3}, {1, 5}, {1, 7}, {1, 8}, {1, 9}, {5, 0}, {5, 2}};
  for (const auto& [major, minor] : standard) rules.push_back({true, 'c', major, minor, makes_nodes ? "rwm" : "rw"});
  rules.push_back({true, 'c', 136, std::nullopt, "rw"});
}

Rules rules_of(const Stage& stage) {
  const bool makes_nodes = stage.host_root && !stage.has_namespace(oci::NamespaceType::user);
  Rules rules = {{false, 'a', std::nullopt, std::nullopt, "rwm"}};
  const Rules& asked = stage.spec.linux.resources.devices;
  rules.insert(rules.end(), asked.begin(), asked.end());
  append_standard(rules, makes_nodes);
  if (!makes_nodes) return rules;
  for (const oci::Device& device : stage.spec.linux.devices)
    if (device.type != 'p') rules.push_back({true, device.type == 'b' ? 'b' : 'c', device.major, device.minor, "m"});
  return rules;
}

// Lines of version 1. A rule for both types with numbers needs two; "a" alone resets the list to everything or nothing.
std::vector<std::string> lines_of(const oci::DeviceRule& rule) {
  const auto number = [](const std::optional<int64_t>& value) {
    return value.value_or(-1) < 0 ? std::string("*") : format("{}", *value);
  };
  const std::string access = rule.access.empty() ? "rwm" : rule.access;
  if (rule.type == 'a' && rule.major.value_or(-1) < 0 && rule.minor.value_or(-1) < 0 && access.size() == 3)
    return {"a"};
  std::vector<std::string> lines;
  for (char type : {'b', 'c'})
    if (rule.type == type || rule.type == 'a')
      lines.push_back(format("{} {}:{} {}", type, number(rule.major), number(rule.minor), access));
  return lines;
}

// What stands already is not written again: configurations list the standard nodes, too.
Status set_list(const sys::Cgroup& cgroup, const Rules& rules) {
  std::vector<std::string> standing;
  for (const oci::DeviceRule& rule : rules) {
    for (const std::string& line : lines_of(rule)) {
      const bool stands = std::find(standing.begin(), standing.end(), line) != standing.end();
      if (rule.allow && stands) continue;
      TRY(cgroup.write("devices", rule.allow ? "devices.allow" : "devices.deny", line));
      if (!rule.allow)
        standing.clear();
      else
        standing.push_back(line);
    }
  }
  return {};
}

// Rights are the host's root's, on either version. Without them the user namespace is the wall: no node can be made, and no
// mount but the runtime's own brings one.
Status set_filter(Stage& stage) {
  if (!stage.host_root) {
    stage.mark_absent(control_id,
                      "device rules are for the host's root alone; the user namespace forbids making nodes");
    return {};
  }
  if (stage.cgroup.has_value() && stage.cgroup->has("devices")) return set_list(*stage.cgroup, rules_of(stage));
  if (stage.cgroup.has_value() && stage.cgroup->clone_target().valid())
    return sys::attach_device_program(stage.cgroup->clone_target(), assemble_device_program(rules_of(stage)));
  if (!stage.spec.linux.resources.devices.empty() && stage.annotation("org.bulkhead.userns").empty())
    return Error::unsupported("device rules were asked for, and the container has no cgroup that holds them")
        .hint("--lower devices/device-filter starts it without");
  stage.mark_absent(control_id, "the container has no cgroup that holds device rules");
  return {};
}

bool allows_all(std::string_view list) { return list.find("a *:* rwm") != std::string_view::npos; }

bool ends_open(const Rules& rules) {
  bool open = false;
  for (const oci::DeviceRule& rule : rules)
    if (const std::vector<std::string> lines = lines_of(rule); lines.size() == 1 && lines[0] == "a") open = rule.allow;
  return open;
}

// Every line of the kernel's list must come from a rule, with no more access than the rules give together.
Status confirm_list(const Observed& observed, const sys::Cgroup& cgroup) {
  const Rules rules = rules_of(observed.stage());
  const std::string list = TRY(cgroup.read("devices", "devices.list"));
  if (ends_open(rules) != allows_all(list))
    return differs("devices.list", ends_open(rules) ? "everything" : "a list", list);
  if (allows_all(list)) return {};
  std::map<std::string, std::string, std::less<>> allowed;
  for (const oci::DeviceRule& rule : rules) {
    if (!rule.allow) continue;
    for (const std::string& line : lines_of(rule)) {
      const size_t blank = line.rfind(' ');
      allowed[line.substr(0, blank)] += line.substr(blank + 1);
    }
  }
  for (std::string_view line : split(list, '\n')) {
    if (line.empty()) continue;
    const size_t blank = line.rfind(' ');
    const auto found = allowed.find(line.substr(0, blank));
    const bool covered =
        found != allowed.end() && line.substr(blank + 1).find_first_not_of(found->second) == std::string_view::npos;
    if (!covered) return differs("devices.list", "only what the configuration allows", line);
  }
  return {};
}

Status confirm_filter(const Observed& observed) {
  const std::optional<sys::Cgroup>& cgroup = observed.stage().cgroup;
  if (!cgroup.has_value()) return Error::refused("the container's cgroup is gone");
  if (cgroup->has("devices")) return confirm_list(observed, *cgroup);
  const uint32_t count = TRY(sys::count_device_programs(cgroup->clone_target()));
  return count > 0 ? Status() : differs("device programs of the cgroup", "at least 1", "0");
}

}  // namespace

extern const Control device_filter;
const Control device_filter{
    .id = "devices/device-filter",
    .why = "a device node is worth nothing unless its numbers are on the list",
    .wanted = [](const Stage&) { return true; },
    .host_meanwhile = set_filter,
    .confirm = confirm_filter,
};

}  // namespace bulkhead::isolation
