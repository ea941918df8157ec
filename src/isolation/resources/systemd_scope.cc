#include "isolation/resources/systemd_scope.h"

#include <signal.h>

#include <algorithm>

#include "base/format.h"
#include "base/parse.h"
#include "isolation/resources/cpu_set.h"
#include "isolation/resources/cpu_weight.h"
#include "isolation/stage.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/prctl.h"
#include "sys/signals.h"

namespace bulkhead::isolation {
namespace {

using Words = std::vector<std::string>;

constexpr uint64_t infinite = UINT64_MAX;  // what systemd writes as "infinity"
constexpr unsigned patience_ms = 10'000;

// What systemd allows in a unit's name stays; the rest is escaped as systemd-escape(1) does.
std::string escaped(std::string_view name) {
  std::string out;
  for (char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == ':';
    out += plain ? std::string(1, c) : format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out;
}

// The properties of StartTransientUnit, in the words of busctl(1): NAME TYPE VALUE...
class Properties {
 public:
  void text(const char* name, const std::string& value) { add({name, "s", value}); }
  void flag(const char* name, bool value) { add({name, "b", value ? "true" : "false"}); }
  void number(const char* name, uint64_t value) { add({name, "t", format("{}", value)}); }
  void limit(const char* name, int64_t value) { number(name, value < 0 ? infinite : static_cast<uint64_t>(value)); }
  void pids(int pid) { add({"PIDs", "au", "1", format("{}", pid)}); }
  void bytes(const char* name, const std::vector<uint8_t>& mask) {
    Words words = {name, "ay", format("{}", mask.size())};
    for (uint8_t byte : mask) words.push_back(format("{}", unsigned{byte}));
    add(std::move(words));
  }
  void append_to(Words& command) const {
    command.push_back(format("{}", count_));
    command.insert(command.end(), words_.begin(), words_.end());
  }

 private:
  void add(Words words) {
    ++count_;
    words_.insert(words_.end(), words.begin(), words.end());
  }
  size_t count_ = 0;
  Words words_;
};

void add_cpu(const oci::CpuLimits& cpu, Properties& properties) {
  if (cpu.shares.value_or(0) != 0) properties.number("CPUWeight", cpu_weight_of_shares(*cpu.shares));
  if (!cpu.quota) return;
  const uint64_t period = cpu.period.value_or(0) != 0 ? *cpu.period : 100'000;
  constexpr uint64_t second = 1'000'000;
  properties.number("CPUQuotaPeriodUSec", period);
  properties.number("CPUQuotaPerSecUSec",
                    *cpu.quota <= 0 ? infinite : static_cast<uint64_t>(*cpu.quota) * second / period);
}

// Files of version 2 that were named as such, where systemd has a property for them; a later property replaces an earlier.
Status add_unified(const std::map<std::string, std::string>& files, Properties& properties) {
  constexpr std::pair<const char*, const char*> known[] = {
      {"memory.max", "MemoryMax"}, {"memory.high", "MemoryHigh"},        {"memory.low", "MemoryLow"},
      {"memory.min", "MemoryMin"}, {"memory.swap.max", "MemorySwapMax"}, {"pids.max", "TasksMax"},
      {"cpu.weight", "CPUWeight"}};
  for (const auto& [file, property] : known) {
    const auto found = files.find(file);
    if (found == files.end()) continue;
    const std::string_view value = trimmed(found->second);
    uint64_t number = infinite;
    if (value != "max") number = TRY(parse_u64(value).context(file));
    properties.number(property, number);
  }
  return {};
}

Status add_limits(const oci::Resources& asked, Properties& properties) {
  if (asked.memory.limit) properties.limit("MemoryMax", *asked.memory.limit);
  if (asked.memory.reservation) properties.limit("MemoryLow", *asked.memory.reservation);
  if (asked.memory.swap && asked.memory.limit)
    properties.limit("MemorySwapMax", *asked.memory.swap < 0 ? -1 : *asked.memory.swap - *asked.memory.limit);
  if (asked.pids) properties.limit("TasksMax", *asked.pids);
  add_cpu(asked.cpu, properties);
  const std::pair<const char*, const std::string&> sets[] = {{"AllowedCPUs", asked.cpu.cpus},
                                                             {"AllowedMemoryNodes", asked.cpu.mems}};
  for (const auto& [property, list] : sets) {
    if (list.empty()) continue;
    const std::vector<uint8_t> mask = TRY(cpu_mask(list));
    properties.bytes(property, mask);
  }
  return add_unified(asked.unified, properties);
}

Result<Words> start_command(const Stage& stage, const ScopeName& name) {
  Words command = {"busctl",
                   stage.host_root ? "--system" : "--user",
                   "--quiet",
                   "call",
                   "org.freedesktop.systemd1",
                   "/org/freedesktop/systemd1",
                   "org.freedesktop.systemd1.Manager",
                   "StartTransientUnit",
                   "ssa(sv)a(sa(sv))",
                   name.unit,
                   "fail"};
  Properties properties;
  properties.text("Description", "container " + stage.id);
  properties.text("Slice", name.slice);
  properties.flag("Delegate", true);
  properties.flag("DefaultDependencies", false);
  properties.text("CollectMode", "inactive-or-failed");
  properties.pids(stage.scope_holder.pid());
  TRY(add_limits(stage.spec.linux.resources, properties));
  properties.append_to(command);
  command.emplace_back("0");
  return command;
}

Status start_holder(Stage& stage) {
  const int maker = sys::own_pid();
  sys::CloneResult clone = TRY(sys::clone_process(0));
  if (clone.in_child) {
    // It ends with its maker, also with one that was killed before this line.
    if (!sys::set_parent_death_signal(SIGKILL).ok() || sys::parent_pid() != maker) sys::exit_now(1);
    for (;;) sys::sleep_ms(patience_ms);
  }
  stage.scope_holder = std::move(clone.child);
  return {};
}

// The path of a process on version 2's hierarchy.
Result<std::string> cgroup_of_process(int pid) {
  const std::string groups = TRY(sys::read_file(format("/proc/{}/cgroup", pid), 65536));
  for (std::string_view line : split(groups, '\n'))
    if (line.starts_with("0::")) return std::string(line.substr(3));
  return Error::unsupported("process without a cgroup of version 2");
}

// The answer names a job; the process moves when it has run.
Result<std::string> await_move(int pid, const std::string& unit) {
  for (unsigned waited = 0; waited < patience_ms; ++waited) {
    std::string path = TRY(cgroup_of_process(pid));
    if (path.ends_with("/" + unit)) return path;
    sys::sleep_ms(1);
  }
  return Error::conflict(format("systemd did not start {} within {} s", unit, patience_ms / 1000))
      .hint("`systemctl status` and the journal say why");
}

Status check_host() {
  const sys::CgroupLayout layout = TRY(sys::CgroupLayout::detect());
  if (!layout.pure_v2())
    return Error::unsupported("--systemd-cgroup: the systemd driver needs cgroup v2 alone")
        .hint("leave the option out, or boot with systemd.unified_cgroup_hierarchy=1");
  if (!sys::stat_path("/run/systemd/system").ok())
    return Error::unsupported("--systemd-cgroup: systemd does not run here").hint("leave the option out");
  return {};
}

Status start_scope(Stage& stage, const ScopeName& name) {
  TRY(start_holder(stage));
  const Words command = TRY(start_command(stage, name));
  const sys::CommandResult result = TRY(sys::run_command(command, true));
  if (result.status.shell_code() == 127)
    return Error::unsupported("--systemd-cgroup: busctl is not installed").hint("it comes with systemd");
  if (result.status.shell_code() != 0)
    return Error::refused(format("busctl StartTransientUnit {}: {}", name.unit, trimmed(result.output)))
        .hint(format("`systemctl status {}` shows a unit that is in the way", name.unit));
  const std::string path = TRY(await_move(stage.scope_holder.pid(), name.unit));
  stage.cgroup = TRY(sys::Cgroup::open(path));
  return {};
}

}  // namespace

Result<ScopeName> scope_name(const std::string& cgroups_path, const std::string& id, bool system) {
  ScopeName name;
  std::string prefix = "bulkhead";
  std::string last = id;
  if (!cgroups_path.empty()) {
    const std::vector<std::string_view> parts = split(cgroups_path, ':');
    if (parts.size() != 3 || parts[2].empty())
      return Error::config(format("config.json: /linux/cgroupsPath: {}: the systemd driver expects slice:prefix:name",
                                  quoted(cgroups_path)));
    name.slice = parts[0];
    prefix = parts[1];
    last = parts[2];
  }
  if (name.slice.empty()) name.slice = system ? "system.slice" : "user.slice";
  if (!name.slice.ends_with(".slice") || name.slice.find('/') != std::string::npos)
    return Error::config(format("config.json: /linux/cgroupsPath: {} is not the name of a slice", quoted(name.slice)));
  name.unit = (prefix.empty() ? "" : escaped(prefix) + "-") + escaped(last) + ".scope";
  return name;
}

Status make_scope(Stage& stage) {
  TRY(check_host());
  const ScopeName name = TRY(scope_name(stage.spec.linux.cgroups_path, stage.id, stage.host_root));
  return start_scope(stage, name);
}

Status end_scope_holder(Stage& stage) {
  if (stage.scope_holder.pid() <= 0) return {};
  const sys::Process holder = std::exchange(stage.scope_holder, sys::Process());
  TRY(holder.signal(SIGKILL));
  (void)TRY(holder.wait());
  return {};
}

}  // namespace bulkhead::isolation
