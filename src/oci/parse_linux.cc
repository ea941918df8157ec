#include "base/format.h"
#include "oci/json.h"
#include "oci/parse.h"

namespace bulkhead::oci {
namespace {

Result<std::vector<Namespace>> parse_namespaces(const JsonPlace& place) {
  std::vector<Namespace> namespaces;
  const std::vector<JsonPlace> entries = TRY(place.items());
  for (const JsonPlace& entry : entries) {
    Namespace parsed;
    const std::string type = TRY(entry.at("type").text());
    bool known = false;
    for (uint8_t i = 0; i <= static_cast<uint8_t>(NamespaceType::time); ++i) {
      if (to_string(static_cast<NamespaceType>(i)) != type) continue;
      parsed.type = static_cast<NamespaceType>(i);
      known = true;
    }
    if (!known)
      return entry.at("type").error(
          format("{} is no kind of namespace (pid, network, mount, ipc, uts, user, cgroup, time)", quoted(type)));
    parsed.path = TRY(entry.at("path").text());
    if (!parsed.path.empty() && !parsed.path.starts_with('/'))
      return entry.at("path").error("the path must be absolute");
    for (const Namespace& other : namespaces)
      if (other.type == parsed.type) return entry.error(format("namespace {} appears twice", type));
    namespaces.push_back(std::move(parsed));
  }
  return namespaces;
}

Result<std::vector<Device>> parse_devices(const JsonPlace& place) {
  std::vector<Device> devices;
  const std::vector<JsonPlace> entries = TRY(place.items());
  for (const JsonPlace& entry : entries) {
    Device device;
    device.path = TRY(entry.at("path").text());
    if (!device.path.starts_with('/')) return entry.at("path").error("a device's path must be absolute");
    const std::string type = TRY(entry.at("type").text());
    if (type != "c" && type != "b" && type != "u" && type != "p")
      return entry.at("type").error(format("expected c, b, u or p, found {}", quoted(type)));
    device.type = type == "u" ? 'c' : type[0];
    const std::optional<int64_t> major = TRY(entry.at("major").integer(0, 4095));
    const std::optional<int64_t> minor = TRY(entry.at("minor").integer(0, 1048575));
    if (device.type != 'p' && (!major.has_value() || !minor.has_value()))
      return entry.error("major and minor are needed");
    device.major = major.value_or(0);
    device.minor = minor.value_or(0);
    device.file_mode = TRY(entry.at("fileMode").u32());
    device.uid = TRY(entry.at("uid").u32());
    device.gid = TRY(entry.at("gid").u32());
    devices.push_back(std::move(device));
  }
  return devices;
}

Result<std::map<std::string, TimeOffset>> parse_time_offsets(const JsonPlace& place) {
  std::map<std::string, TimeOffset> offsets;
  const auto members = TRY(place.members());
  for (const auto& [clock, entry] : members) {
    if (clock != "monotonic" && clock != "boottime") return entry.error("only monotonic and boottime have offsets");
    TimeOffset offset;
    const std::optional<int64_t> seconds = TRY(entry.at("secs").integer(INT64_MIN / 2, INT64_MAX / 2));
    const std::optional<uint64_t> nanoseconds = TRY(entry.at("nanosecs").unsigned_integer(999'999'999));
    offset.seconds = seconds.value_or(0);
    offset.nanoseconds = static_cast<uint32_t>(nanoseconds.value_or(0));
    offsets.emplace(clock, offset);
  }
  return offsets;
}

Status refuse_unsupported(const JsonPlace& place) {
  for (const char* key : {"intelRdt", "personality", "netDevices", "memoryPolicy"})
    if (place.at(key).asks()) return place.at(key).unsupported(key);
  return {};
}

}  // namespace

Result<Linux> parse_linux(const JsonPlace& place) {
  TRY(place.expect_object());
  TRY(refuse_unsupported(place));
  Linux parsed;
  parsed.namespaces = TRY(parse_namespaces(place.at("namespaces")));
  parsed.uid_mappings = TRY(parse_id_map(place.at("uidMappings")));
  parsed.gid_mappings = TRY(parse_id_map(place.at("gidMappings")));
  parsed.time_offsets = TRY(parse_time_offsets(place.at("timeOffsets")));
  parsed.devices = TRY(parse_devices(place.at("devices")));
  parsed.cgroups_path = TRY(place.at("cgroupsPath").text());
  parsed.resources = TRY(parse_resources(place.at("resources")));
  parsed.rootfs_propagation = TRY(place.at("rootfsPropagation").text());
  parsed.mount_label = TRY(place.at("mountLabel").text());
  parsed.masked_paths = TRY(place.at("maskedPaths").texts());
  parsed.readonly_paths = TRY(place.at("readonlyPaths").texts());
  parsed.sysctl = TRY(parse_text_map(place.at("sysctl")));
  if (place.at("seccomp").present()) parsed.seccomp = TRY(parse_seccomp(place.at("seccomp")));
  return parsed;
}

}  // namespace bulkhead::oci
