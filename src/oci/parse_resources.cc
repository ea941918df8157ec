#include "base/format.h"
#include "oci/json.h"
#include "oci/parse.h"

namespace bulkhead::oci {
namespace {

Result<std::vector<DeviceRule>> parse_rules(const JsonPlace& place) {
  std::vector<DeviceRule> rules;
  const std::vector<JsonPlace> entries = TRY(place.items());
  for (const JsonPlace& entry : entries) {
    DeviceRule rule;
    rule.allow = TRY(entry.at("allow").flag());
    const std::string type = TRY(entry.at("type").text("a"));
    if (type != "a" && type != "b" && type != "c" && !type.empty())
      return entry.at("type").error(format("expected a, b or c, found {}", quoted(type)));
    rule.type = type.empty() ? 'a' : type[0];
    rule.major = TRY(entry.at("major").integer(-1, 4095));
    rule.minor = TRY(entry.at("minor").integer(-1, 1048575));
    if (rule.major == -1) rule.major.reset();  // engines write -1 for "every number"
    if (rule.minor == -1) rule.minor.reset();
    rule.access = TRY(entry.at("access").text());
    if (rule.access.find_first_not_of("rwm") != std::string::npos)
      return entry.at("access").error(format("expected letters of \"rwm\", found {}", quoted(rule.access)));
    rules.push_back(std::move(rule));
  }
  return rules;
}

Result<MemoryLimits> parse_memory(const JsonPlace& place) {
  TRY(place.expect_object());
  MemoryLimits memory;
  memory.limit = TRY(place.at("limit").integer(-1, INT64_MAX));
  memory.reservation = TRY(place.at("reservation").integer(-1, INT64_MAX));
  memory.swap = TRY(place.at("swap").integer(-1, INT64_MAX));
  memory.kernel = TRY(place.at("kernel").integer(-1, INT64_MAX));
  memory.kernel_tcp = TRY(place.at("kernelTCP").integer(-1, INT64_MAX));
  memory.swappiness = TRY(place.at("swappiness").unsigned_integer(200));
  memory.disable_oom_killer = TRY(place.at("disableOOMKiller").flag());
  memory.use_hierarchy = TRY(place.at("useHierarchy").optional_flag());
  memory.check_before_update = TRY(place.at("checkBeforeUpdate").flag());
  return memory;
}

Result<CpuLimits> parse_cpu(const JsonPlace& place) {
  TRY(place.expect_object());
  CpuLimits cpu;
  cpu.shares = TRY(place.at("shares").unsigned_integer());
  cpu.quota = TRY(place.at("quota").integer(-1, INT64_MAX));
  cpu.burst = TRY(place.at("burst").unsigned_integer());
  cpu.period = TRY(place.at("period").unsigned_integer());
  cpu.realtime_runtime = TRY(place.at("realtimeRuntime").integer(-1, INT64_MAX));
  cpu.realtime_period = TRY(place.at("realtimePeriod").unsigned_integer());
  cpu.cpus = TRY(place.at("cpus").text());
  cpu.mems = TRY(place.at("mems").text());
  cpu.idle = TRY(place.at("idle").integer(0, 1));
  return cpu;
}

Result<std::optional<uint16_t>> parse_block_io(const JsonPlace& place) {
  TRY(place.expect_object());
  for (const char* key : {"leafWeight", "weightDevice", "throttleReadBpsDevice", "throttleWriteBpsDevice",
                          "throttleReadIOPSDevice", "throttleWriteIOPSDevice"})
    if (place.at(key).asks()) return place.at(key).unsupported(key);
  const std::optional<uint64_t> weight = TRY(place.at("weight").unsigned_integer(1000));
  if (!weight.has_value() || *weight == 0) return std::optional<uint16_t>();
  if (*weight < 10) return place.at("weight").error("a weight is a number from 10 to 1000");
  return std::optional<uint16_t>(static_cast<uint16_t>(*weight));
}

Result<std::vector<HugepageLimit>> parse_hugepages(const JsonPlace& place) {
  std::vector<HugepageLimit> limits;
  const std::vector<JsonPlace> entries = TRY(place.items());
  for (const JsonPlace& entry : entries) {
    HugepageLimit limit;
    limit.page_size = TRY(entry.at("pageSize").text());
    const std::optional<uint64_t> bytes = TRY(entry.at("limit").unsigned_integer());
    limit.limit = bytes.value_or(0);
    limits.push_back(std::move(limit));
  }
  return limits;
}

}  // namespace

Result<Resources> parse_resources(const JsonPlace& place) {
  TRY(place.expect_object());
  for (const char* key : {"network", "rdma"})
    if (place.at(key).asks()) return place.at(key).unsupported(key);
  Resources resources;
  resources.devices = TRY(parse_rules(place.at("devices")));
  resources.memory = TRY(parse_memory(place.at("memory")));
  resources.cpu = TRY(parse_cpu(place.at("cpu")));
  if (place.at("pids").present()) resources.pids = TRY(place.at("pids").at("limit").integer(-1, INT64_MAX));
  resources.block_io_weight = TRY(parse_block_io(place.at("blockIO")));
  resources.hugepages = TRY(parse_hugepages(place.at("hugepageLimits")));
  resources.unified = TRY(parse_text_map(place.at("unified")));
  for (const auto& [file, value] : resources.unified)
    if (file.find('/') != std::string::npos || file.starts_with('.'))
      return place.at("unified").error(format("{} is not the name of a cgroup file", quoted(file)));
  return resources;
}

}  // namespace bulkhead::oci
