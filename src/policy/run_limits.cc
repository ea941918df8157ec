// Finite limits for everything that a container could take from its neighbours, and the devices it may open.
#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/parse.h"
#include "policy/run_parts.h"

namespace bulkhead::policy {
namespace {

constexpr uint64_t period = 100000;  // microseconds, the kernel's default
constexpr uint64_t least_memory = 1 << 20;

// "0-1,3": numbers and ranges, nothing else.
Status check_list(std::string_view option, const std::string& text) {
  for (std::string_view part : split(text, ',')) {
    const std::vector<std::string_view> ends = split(part, '-');
    const Result<uint32_t> first = parse_u32(ends[0]);
    const Result<uint32_t> last = parse_u32(ends.back());
    if (ends.size() > 2 || !first.ok() || !last.ok() || first.value() > last.value())
      return option_error(option, format("{} is not a list such as 0-1,3", quoted(text)));
  }
  return {};
}

Status check_not_lowered(const RunOptions& options, bool asked, const char* option, const char* control) {
  if (!asked || !is_lowered(options, control)) return {};
  return option_error(option, format("a limit was asked for, and {} is lowered", control));
}

Status limit_memory(const RunOptions& options, const HostFacts& host, RunLimits& limits) {
  TRY(check_not_lowered(options, options.memory.has_value(), "--memory", "resources/memory"));
  TRY(check_not_lowered(options, options.swap.has_value(), "--swap", "resources/memory"));
  if (is_lowered(options, "resources/memory")) return {};
  const uint64_t memory = options.memory.value_or(std::min(uint64_t{2} << 30, host.memory_bytes / 2));
  if (options.memory.has_value() && memory < least_memory)
    return option_error("--memory", format("{} bytes: less than a megabyte starts nothing", memory));
  if (memory > INT64_MAX / 2) return option_error("--memory", format("{} bytes is more than any machine has", memory));
  const uint64_t swap = options.swap.value_or(0);
  if (swap > INT64_MAX / 2) return option_error("--swap", format("{} bytes is more than any machine has", swap));
  limits.resources.memory.limit = static_cast<int64_t>(memory);
  limits.resources.memory.swap = static_cast<int64_t>(memory + swap);  // both together, in the specification's words
  if (options.memory.has_value()) limits.asked.push_back("memory");
  if (options.swap.has_value()) limits.asked.push_back("swap");
  return {};
}

Status limit_cpu(const RunOptions& options, const HostFacts& host, RunLimits& limits) {
  oci::CpuLimits& cpu = limits.resources.cpu;
  TRY(check_not_lowered(options, options.cpus.has_value(), "--cpus", "resources/cpu"));
  TRY(check_not_lowered(options, options.cpu_weight.has_value(), "--cpu-weight", "resources/cpu"));
  TRY(check_not_lowered(options, !options.cpuset.empty(), "--cpuset", "resources/cpuset"));
  TRY(check_not_lowered(options, !options.mems.empty(), "--mems", "resources/cpuset"));
  if (options.cpus.has_value()) {
    if (!std::isfinite(*options.cpus) || *options.cpus < 0.01 || *options.cpus > 8192)
      return option_error("--cpus", format("{} is not a number of processors from 0.01 to 8192", *options.cpus));
    cpu.quota = std::llround(*options.cpus * static_cast<double>(period));
    cpu.period = period;
  }
  const uint64_t weight = options.cpu_weight.value_or(100);
  if (weight < 1 || weight > 10000)
    return option_error("--cpu-weight", format("{} is not a weight from 1 to 10000", weight));
  if (!is_lowered(options, "resources/cpu")) {
    // The specification knows shares only (1024 = one ordinary share). On cgroup v2 the weight is said in its own file:
    // engines convert shares by different formulas.
    cpu.shares = std::max<uint64_t>(2, weight * 1024 / 100);
    if (host.cgroup_v2 && options.cpu_weight.has_value()) limits.resources.unified["cpu.weight"] = format("{}", weight);
  }
  if (!options.cpuset.empty()) TRY(check_list("--cpuset", options.cpuset));
  if (!options.mems.empty()) TRY(check_list("--mems", options.mems));
  cpu.cpus = options.cpuset;
  cpu.mems = options.mems;
  if (options.cpus.has_value() || options.cpu_weight.has_value()) limits.asked.push_back("cpu");
  if (!options.cpuset.empty() || !options.mems.empty()) limits.asked.push_back("cpuset");
  return {};
}

Status limit_pids(const RunOptions& options, RunLimits& limits) {
  TRY(check_not_lowered(options, options.pids.has_value(), "--pids", "resources/pids"));
  if (is_lowered(options, "resources/pids")) return {};
  limits.resources.pids = options.pids.value_or(1024);
  if (*limits.resources.pids < 1)
    return option_error("--pids", format("{} processes cannot run a command", *limits.resources.pids))
        .hint("--lower resources/pids removes the limit");
  if (options.pids.has_value()) limits.asked.push_back("pids");
  return {};
}

Status limit_io(const RunOptions& options, RunLimits& limits) {
  TRY(check_not_lowered(options, options.io_weight.has_value(), "--io-weight", "resources/io-weight"));
  if (!options.io_weight.has_value()) return {};
  if (*options.io_weight < 10 || *options.io_weight > 1000)
    return option_error("--io-weight", format("{} is not a weight from 10 to 1000", *options.io_weight));
  limits.resources.block_io_weight = options.io_weight;
  limits.asked.push_back("io");
  return {};
}

// The paper's three safe classes: purely virtual (null zero full), stateless (random urandom) and namespace-aware (tty
// ptmx pts). Without "m": nobody inside makes nodes.
std::vector<oci::DeviceRule> device_rules() {
  std::vector<oci::DeviceRule> rules = {{false, 'a', std::nullopt, std::nullopt, "rwm"}};
  const std::pair<int64_t, int64_t> safe[] = {{1, 3}, {1, 5}, {1, 7}, {1, 8}, {1, 9}, {5, 0}, {5, 2}};
  for (const auto& [major, minor] : safe) rules.push_back({true, 'c', major, minor, "rw"});
  rules.push_back({true, 'c', 136, std::nullopt, "rw"});
  return rules;
}

}  // namespace

Result<RunLimits> run_limits(const RunOptions& options, const HostFacts& host) {
  RunLimits limits;
  limits.resources.devices = device_rules();
  TRY(limit_memory(options, host, limits));
  TRY(limit_cpu(options, host, limits));
  TRY(limit_pids(options, limits));
  TRY(limit_io(options, limits));
  if (options.nofile.has_value()) limits.asked.push_back("nofile");
  return limits;
}

}  // namespace bulkhead::policy
