// config.json of the OCI runtime specification 1.3 (Linux) as plain values. Parsing and checking are parse.h and
// validate.h; nothing here calls the kernel.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "oci/mount.h"
#include "oci/process.h"
#include "oci/resources.h"
#include "oci/seccomp.h"

namespace bulkhead::oci {

constexpr std::string_view spec_version = "1.3.0";

enum class NamespaceType : uint8_t { pid, network, mount, ipc, uts, user, cgroup, time };
std::string_view to_string(NamespaceType type);  // "pid", "network", ... as in config.json
uint64_t clone_flag(NamespaceType type);         // CLONE_NEW*

struct Namespace {
  NamespaceType type = NamespaceType::pid;
  std::string path;  // empty: a new one
  friend bool operator==(const Namespace&, const Namespace&) = default;
};

struct Device {
  std::string path;
  char type = 'c';  // c, b, u (as c) or p
  int64_t major = 0;
  int64_t minor = 0;
  std::optional<uint32_t> file_mode;
  std::optional<uint32_t> uid;
  std::optional<uint32_t> gid;
  friend bool operator==(const Device&, const Device&) = default;
};

struct TimeOffset {
  int64_t seconds = 0;
  uint32_t nanoseconds = 0;
  friend bool operator==(const TimeOffset&, const TimeOffset&) = default;
};

struct Linux {
  std::vector<Namespace> namespaces;
  IdMap uid_mappings;
  IdMap gid_mappings;
  std::map<std::string, TimeOffset> time_offsets;  // "monotonic", "boottime"
  std::vector<Device> devices;
  std::string cgroups_path;
  Resources resources;
  std::string rootfs_propagation;
  std::string mount_label;  // SELinux
  std::vector<std::string> masked_paths;
  std::vector<std::string> readonly_paths;
  std::map<std::string, std::string> sysctl;
  std::optional<Seccomp> seccomp;
  friend bool operator==(const Linux&, const Linux&) = default;
};

struct Spec {
  std::string oci_version = std::string(spec_version);
  std::optional<Process> process;
  std::optional<Root> root;
  std::string hostname;
  std::string domainname;
  std::vector<Mount> mounts;
  Hooks hooks;
  std::map<std::string, std::string> annotations;
  Linux linux;
  friend bool operator==(const Spec&, const Spec&) = default;
};

}  // namespace bulkhead::oci
