#include "oci/serialize_parts.h"

namespace bulkhead::oci {

namespace json = boost::json;

namespace {

template <class T>
void put(json::object& object, const char* key, const std::optional<T>& value) {
  if (value.has_value()) object[key] = *value;
}

void put_text(json::object& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

json::array write_namespaces(const std::vector<Namespace>& namespaces) {
  json::array list;
  for (const Namespace& entry : namespaces) {
    json::object object{{"type", to_string(entry.type)}};
    put_text(object, "path", entry.path);
    list.push_back(std::move(object));
  }
  return list;
}

json::array write_devices(const std::vector<Device>& devices) {
  json::array list;
  for (const Device& device : devices) {
    json::object object{{"path", device.path}, {"type", std::string(1, device.type)}};
    if (device.type != 'p') {
      object["major"] = device.major;
      object["minor"] = device.minor;
    }
    put(object, "fileMode", device.file_mode);
    put(object, "uid", device.uid);
    put(object, "gid", device.gid);
    list.push_back(std::move(object));
  }
  return list;
}

json::array write_rules(const std::vector<DeviceRule>& rules) {
  json::array list;
  for (const DeviceRule& rule : rules) {
    json::object object{{"allow", rule.allow}, {"type", std::string(1, rule.type)}};
    put(object, "major", rule.major);
    put(object, "minor", rule.minor);
    put_text(object, "access", rule.access);
    list.push_back(std::move(object));
  }
  return list;
}

json::object write_memory(const MemoryLimits& memory) {
  json::object object;
  put(object, "limit", memory.limit);
  put(object, "reservation", memory.reservation);
  put(object, "swap", memory.swap);
  put(object, "kernel", memory.kernel);
  put(object, "kernelTCP", memory.kernel_tcp);
  put(object, "swappiness", memory.swappiness);
  if (memory.disable_oom_killer) object["disableOOMKiller"] = true;
  put(object, "useHierarchy", memory.use_hierarchy);
  if (memory.check_before_update) object["checkBeforeUpdate"] = true;
  return object;
}

json::object write_cpu(const CpuLimits& cpu) {
  json::object object;
  put(object, "shares", cpu.shares);
  put(object, "quota", cpu.quota);
  put(object, "burst", cpu.burst);
  put(object, "period", cpu.period);
  put(object, "realtimeRuntime", cpu.realtime_runtime);
  put(object, "realtimePeriod", cpu.realtime_period);
  put_text(object, "cpus", cpu.cpus);
  put_text(object, "mems", cpu.mems);
  put(object, "idle", cpu.idle);
  return object;
}

void put_object(json::object& target, const char* key, json::object object) {
  if (!object.empty()) target[key] = std::move(object);
}

}  // namespace

json::object write_resources(const Resources& resources) {
  json::object object;
  if (!resources.devices.empty()) object["devices"] = write_rules(resources.devices);
  put_object(object, "memory", write_memory(resources.memory));
  put_object(object, "cpu", write_cpu(resources.cpu));
  if (resources.pids.has_value()) object["pids"] = {{"limit", *resources.pids}};
  if (resources.block_io_weight.has_value()) object["blockIO"] = {{"weight", *resources.block_io_weight}};
  json::array pages;
  for (const HugepageLimit& limit : resources.hugepages)
    pages.push_back({{"pageSize", limit.page_size}, {"limit", limit.limit}});
  if (!pages.empty()) object["hugepageLimits"] = std::move(pages);
  put_object(object, "unified", write_text_map(resources.unified));
  return object;
}

json::object write_linux(const Linux& linux) {
  json::object object;
  if (!linux.uid_mappings.empty()) object["uidMappings"] = write_id_map(linux.uid_mappings);
  if (!linux.gid_mappings.empty()) object["gidMappings"] = write_id_map(linux.gid_mappings);
  object["namespaces"] = write_namespaces(linux.namespaces);
  json::object offsets;
  for (const auto& [clock, offset] : linux.time_offsets)
    offsets[clock] = {{"secs", offset.seconds}, {"nanosecs", offset.nanoseconds}};
  put_object(object, "timeOffsets", std::move(offsets));
  if (!linux.devices.empty()) object["devices"] = write_devices(linux.devices);
  put_text(object, "cgroupsPath", linux.cgroups_path);
  put_object(object, "resources", write_resources(linux.resources));
  put_text(object, "rootfsPropagation", linux.rootfs_propagation);
  put_text(object, "mountLabel", linux.mount_label);
  if (!linux.masked_paths.empty()) object["maskedPaths"] = write_texts(linux.masked_paths);
  if (!linux.readonly_paths.empty()) object["readonlyPaths"] = write_texts(linux.readonly_paths);
  put_object(object, "sysctl", write_text_map(linux.sysctl));
  if (linux.seccomp.has_value()) object["seccomp"] = write_seccomp(*linux.seccomp);
  return object;
}

}  // namespace bulkhead::oci
