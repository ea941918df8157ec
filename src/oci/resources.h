// linux.resources of config.json. An absent value is not zero: pids.limit 0 is a real limit (runtime-spec 1.3).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bulkhead::oci {

struct DeviceRule {
  bool allow = false;
  char type = 'a';               // 'a' all, 'b' block, 'c' character
  std::optional<int64_t> major;  // absent: every number
  std::optional<int64_t> minor;
  std::string access;  // of "rwm"; empty means all three
  friend bool operator==(const DeviceRule&, const DeviceRule&) = default;
};

struct MemoryLimits {  // bytes; -1 is unlimited
  std::optional<int64_t> limit;
  std::optional<int64_t> reservation;
  std::optional<int64_t> swap;  // memory and swap together
  std::optional<int64_t> kernel;
  std::optional<int64_t> kernel_tcp;
  std::optional<uint64_t> swappiness;
  bool disable_oom_killer = false;
  std::optional<bool> use_hierarchy;
  bool check_before_update = false;
  friend bool operator==(const MemoryLimits&, const MemoryLimits&) = default;
};

struct CpuLimits {
  std::optional<uint64_t> shares;  // cgroup v1: 2 .. 262144
  std::optional<int64_t> quota;    // microseconds per period; -1 is unlimited
  std::optional<uint64_t> burst;
  std::optional<uint64_t> period;
  std::optional<int64_t> realtime_runtime;
  std::optional<uint64_t> realtime_period;
  std::string cpus;  // "0-1,3"
  std::string mems;
  std::optional<int64_t> idle;
  friend bool operator==(const CpuLimits&, const CpuLimits&) = default;
};

struct HugepageLimit {
  std::string page_size;  // "2MB"
  uint64_t limit = 0;     // bytes
  friend bool operator==(const HugepageLimit&, const HugepageLimit&) = default;
};

struct Resources {
  std::vector<DeviceRule> devices;
  MemoryLimits memory;
  CpuLimits cpu;
  std::optional<int64_t> pids;              // -1 is unlimited
  std::optional<uint16_t> block_io_weight;  // 10 .. 1000
  std::vector<HugepageLimit> hugepages;
  std::map<std::string, std::string> unified;  // cgroup v2 file -> value
  friend bool operator==(const Resources&, const Resources&) = default;
};

}  // namespace bulkhead::oci
