#include "oci/validate.h"

#include <algorithm>
#include <cstdint>

#include "base/format.h"
#include "base/parse.h"

namespace bulkhead::oci {
namespace {

Error at(std::string_view pointer, std::string_view message) {
  return Error::config(format("config.json: {}: {}", pointer, message));
}

bool has(const Spec& spec, NamespaceType type) {
  return std::any_of(spec.linux.namespaces.begin(), spec.linux.namespaces.end(),
                     [&](const Namespace& entry) { return entry.type == type; });
}

Status check_process(const Spec& spec) {
  if (!spec.process.has_value()) return {};
  const Process& process = *spec.process;
  if (process.args.empty()) return at("/process/args", "a process needs at least one argument, the command");
  if (!process.cwd.starts_with('/')) return at("/process/cwd", format("{} is not absolute", quoted(process.cwd)));
  // A descriptor of the host that leaked would make this a way out (CVE-2024-21626).
  if (process.cwd.starts_with("/proc/") && process.cwd.find("/fd/") != std::string::npos)
    return Error::refused(format("config.json: /process/cwd: {} names a descriptor", quoted(process.cwd)));
  for (const std::string& entry : process.env)
    if (entry.find('=') == std::string::npos) return at("/process/env", format("{} has no \"=\"", quoted(entry)));
  return {};
}

// Mounts over procfs or sysfs hide what security decisions are read from, and what labels are written to
// (CVE-2019-16884, CVE-2023-28642). Files that lxcfs provides are the known exception.
Status check_mounts(const Spec& spec) {
  constexpr std::string_view allowed[] = {"/proc/cpuinfo",
                                          "/proc/diskstats",
                                          "/proc/meminfo",
                                          "/proc/stat",
                                          "/proc/swaps",
                                          "/proc/uptime",
                                          "/proc/loadavg",
                                          "/proc/slabinfo",
                                          "/proc/net/dev",
                                          "/proc/sys/kernel/ns_last_pid",
                                          "/proc/sys/crypto/fips_enabled"};
  for (size_t i = 0; i < spec.mounts.size(); ++i) {
    const std::string& destination = spec.mounts[i].destination;
    const std::string pointer = format("/mounts/{}/destination", i);
    for (std::string_view part : split(destination, '/'))
      if (part == "..") return at(pointer, format("{} has a \"..\"", quoted(destination)));
    if (destination == "/") return at(pointer, "the root itself is no mount point");
    const bool below = destination.starts_with("/proc/");
    if (below && std::find(std::begin(allowed), std::end(allowed), destination) == std::end(allowed))
      return Error::refused(format("config.json: {}: {} would cover procfs", pointer, quoted(destination)));
    const bool is_proc = destination == "/proc";
    if (is_proc && spec.mounts[i].type != "proc" && !spec.mounts[i].options.bind)
      return Error::refused(format("config.json: {}: only procfs may be mounted on /proc", pointer));
  }
  return {};
}

Status check_sysctl(const Spec& spec) {
  constexpr std::string_view ipc_keys[] = {"kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem",
                                           "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"};
  for (const auto& [key, value] : spec.linux.sysctl) {
    const std::string pointer = "/linux/sysctl/" + key;
    if (key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./") !=
            std::string::npos ||
        key.find("..") != std::string::npos)
      return Error::refused(format("config.json: {}: not the name of a setting", pointer));
    if (value.find_first_of(std::string_view("\n\r\0", 3)) != std::string::npos)
      return Error::refused(format("config.json: {}: the value has more than one line", pointer));
    const bool ipc =
        std::find(std::begin(ipc_keys), std::end(ipc_keys), key) != std::end(ipc_keys) || key.starts_with("fs.mqueue.");
    const bool net = key.starts_with("net.");
    if (ipc && has(spec, NamespaceType::ipc)) continue;
    if (net && has(spec, NamespaceType::network)) continue;
    if (ipc || net) return at(pointer, format("needs a{} namespace of its own", ipc ? "n ipc" : " network"));
    return Error::refused(format("config.json: {}: this setting is the whole host's", pointer));
  }
  return {};
}

bool overlapping(const IdMap& map) {
  const std::vector<IdRange>& ranges = map.ranges();
  for (size_t i = 0; i < ranges.size(); ++i) {
    for (size_t j = i + 1; j < ranges.size(); ++j) {
      const bool inside = uint64_t{ranges[i].container} < uint64_t{ranges[j].container} + ranges[j].size &&
                          uint64_t{ranges[j].container} < uint64_t{ranges[i].container} + ranges[i].size;
      const bool outside = uint64_t{ranges[i].host} < uint64_t{ranges[j].host} + ranges[j].size &&
                           uint64_t{ranges[j].host} < uint64_t{ranges[i].host} + ranges[i].size;
      if (inside || outside) return true;
    }
  }
  return false;
}

Status check_namespaces(const Spec& spec) {
  if (!has(spec, NamespaceType::user) && (!spec.linux.uid_mappings.empty() || !spec.linux.gid_mappings.empty()))
    return at("/linux/uidMappings", "mappings need a user namespace in /linux/namespaces");
  if (overlapping(spec.linux.uid_mappings)) return at("/linux/uidMappings", "two mappings overlap");
  if (overlapping(spec.linux.gid_mappings)) return at("/linux/gidMappings", "two mappings overlap");
  if (!spec.hostname.empty() && !has(spec, NamespaceType::uts))
    return at("/hostname", "a host name needs a uts namespace of its own");
  if (!spec.domainname.empty() && !has(spec, NamespaceType::uts))
    return at("/domainname", "a domain name needs a uts namespace of its own");
  if (spec.hostname.size() > 64) return at("/hostname", "longer than 64 bytes");
  if (!spec.linux.time_offsets.empty() && !has(spec, NamespaceType::time))
    return at("/linux/timeOffsets", "offsets need a time namespace of its own");
  const std::string& propagation = spec.linux.rootfs_propagation;
  constexpr std::string_view kinds[] = {"",       "private", "rprivate",   "slave",      "rslave",
                                        "shared", "rshared", "unbindable", "runbindable"};
  if (std::find(std::begin(kinds), std::end(kinds), propagation) == std::end(kinds))
    return at("/linux/rootfsPropagation", format("{} is no kind of propagation", quoted(propagation)));
  return {};
}

Status check_paths(const Spec& spec) {
  const std::pair<const char*, const std::vector<std::string>*> lists[] = {
      {"/linux/maskedPaths", &spec.linux.masked_paths}, {"/linux/readonlyPaths", &spec.linux.readonly_paths}};
  for (const auto& [pointer, paths] : lists)
    for (const std::string& path : *paths)
      if (!path.starts_with('/')) return at(pointer, format("{} is not absolute", quoted(path)));
  return {};
}

}  // namespace

Status check_version(std::string_view version) {
  const std::string_view plain = version.substr(0, version.find_first_of("-+"));
  const std::vector<std::string_view> parts = split(plain, '.');
  if (version.empty()) return at("/ociVersion", "missing");
  bool numbers = parts.size() == 3;
  for (std::string_view part : parts) numbers = numbers && parse_u32(part).ok();
  if (!numbers) return at("/ociVersion", format("{} is not a version such as 1.2.0", quoted(version)));
  if (parts[0] == "1" && parse_u32(parts[1]).value() <= 3) return {};
  return Error::unsupported(format("config.json: /ociVersion: {} (supported: 1.0.0 to 1.3.x)", quoted(version)));
}

Status validate(const Spec& spec) {
  const auto embedded = spec.annotations.find("org.bulkhead.root");
  const bool needs_root = embedded == spec.annotations.end() || embedded->second != "embedded";
  if (needs_root && (!spec.root.has_value() || spec.root->path.empty())) return at("/root/path", "missing");
  TRY(check_process(spec));
  TRY(check_namespaces(spec));
  TRY(check_mounts(spec));
  TRY(check_sysctl(spec));
  return check_paths(spec);
}

Result<std::string> parse_container_id(std::string_view text) {
  constexpr size_t longest = 255;
  if (text.empty()) return Error::config("container id: empty");
  if (text.size() > longest)
    return Error::config(format("container id: {} bytes; the limit is {}", text.size(), longest));
  for (char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("_+.-").find(c) != std::string_view::npos;
    if (!plain)
      return Error::config(format("container id {}: only letters, digits and _ + . - are allowed", quoted(text)));
  }
  if (text[0] == '.' || text[0] == '-' || text[0] == '+')
    return Error::config(format("container id {}: must begin with a letter, a digit or _", quoted(text)));
  return std::string(text);
}

}  // namespace bulkhead::oci
