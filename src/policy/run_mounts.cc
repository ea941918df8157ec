// The container's mounts, and what of /proc and /sys is covered.
#include "base/format.h"
#include "base/parse.h"
#include "oci/parse.h"
#include "policy/run_parts.h"

namespace bulkhead::policy {
namespace {

// Besides what hands out addresses or rights (kcore, kallsyms, keys, sysrq-trigger, /sys/firmware), what shows the load
// and the secrets of others: interrupts and the page files are side channels, powercap is one too (CVE-2020-8694).
constexpr const char* masked[] = {"/proc/asound",        "/proc/acpi",           "/proc/kcore",
                                  "/proc/keys",          "/proc/latency_stats",  "/proc/timer_list",
                                  "/proc/timer_stats",   "/proc/sched_debug",    "/proc/scsi",
                                  "/proc/kallsyms",      "/proc/config.gz",      "/proc/kpagecount",
                                  "/proc/kpageflags",    "/proc/kpagecgroup",    "/proc/interrupts",
                                  "/proc/sysrq-trigger", "/sys/firmware",        "/sys/kernel/debug",
                                  "/sys/kernel/tracing", "/sys/kernel/security", "/sys/devices/virtual/powercap"};
constexpr const char* readonly[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys"};

oci::Mount make_mount(std::string destination, std::string type, std::string source, std::vector<std::string> options) {
  oci::Mount mount;
  mount.destination = std::move(destination);
  mount.type = std::move(type);
  mount.source = std::move(source);
  mount.raw_options = std::move(options);
  mount.options = oci::sort_mount_options(mount.raw_options);
  return mount;
}

// A file system that belongs to a namespace can be mounted only by that namespace's owner. Where the user lowered the
// namespace the host's own mount is all there is to show, read-only.
oci::Mount host_mount(const std::string& path) {
  return make_mount(path, "bind", path, {"rbind", "rprivate", "ro", "rro", "nosuid", "noexec", "nodev"});
}

Result<uint64_t> size_option(std::string_view option, const std::string& text) {
  const uint64_t bytes = TRY(parse_bytes(text).context(option));
  if (bytes < 4096) return option_error(option, format("{} is less than one page", quoted(text)));
  return bytes;
}

bool is_clean_target(std::string_view path) {
  if (!path.starts_with('/') || path == "/") return false;
  for (std::string_view part : split(path, '/'))
    if (part == "..") return false;
  return true;
}

Result<oci::Mount> volume(const HostFacts& host, const std::string& text) {
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() < 2 || parts.size() > 3)
    return option_error("--volume", format("{} is not SRC:DST[:ro|:idmap]", quoted(text)));
  if (!parts[0].starts_with('/'))
    return option_error("--volume", format("the source in {} is not absolute", quoted(text)));
  if (!is_clean_target(parts[1]))
    return option_error("--volume",
                        format("the place in {} must be absolute, without \"..\", and not /", quoted(text)));
  std::vector<std::string> flags = {"rprivate", "nosuid", "nodev"};
  const std::string_view mode = parts.size() == 3 ? parts[2] : "rw";
  if (mode == "ro") {
    flags.insert(flags.end(), {"ro", "rro"});
  } else if (mode == "idmap") {
    // Shown through the container's id map: what its root makes belongs to the host's root on disk. Only by name, because
    // a setuid program left there would work on the host.
    if (!host.host_root) return option_error("--volume", "idmap needs root on the host");
    flags.push_back("idmap");
  } else if (mode != "rw") {
    return option_error("--volume", format("{} in {}: expected ro, rw or idmap", quoted(mode), quoted(text)));
  }
  // An ordinary user may take mounts only together with what is mounted below them.
  flags.insert(flags.begin(), host.host_root ? "bind" : "rbind");
  return make_mount(std::string(parts[1]), "bind", std::string(parts[0]), std::move(flags));
}

bool network_is_hosts(const RunOptions& options) { return is_lowered(options, "network/network-namespace"); }

}  // namespace

Result<std::vector<oci::Mount>> run_mounts(const RunOptions& options, const HostFacts& host) {
  const std::vector<std::string> quiet = {"nosuid", "noexec", "nodev"};
  const bool own_ids = !is_lowered(options, "processes/user-namespace");
  const auto shared = [&](const char* control) { return own_ids && is_lowered(options, control); };
  uint64_t shm = uint64_t{64} << 20;
  if (!options.shm_size.empty()) shm = TRY(size_option("--shm-size", options.shm_size));

  std::vector<oci::Mount> mounts;
  mounts.push_back(shared("processes/pid-namespace")
                       ? make_mount("/proc", "bind", "/proc", {"rbind", "rprivate", "nosuid", "noexec", "nodev"})
                       : make_mount("/proc", "proc", "proc", quiet));
  mounts.push_back(make_mount("/dev", "tmpfs", "tmpfs", {"nosuid", "noexec", "strictatime", "mode=755", "size=64k"}));
  std::vector<std::string> terminals = {"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"};
  if (host.id_ranges) terminals.emplace_back("gid=5");  // tty; a group without an id outside is refused
  mounts.push_back(make_mount("/dev/pts", "devpts", "devpts", std::move(terminals)));
  mounts.push_back(
      make_mount("/dev/shm", "tmpfs", "shm", {"nosuid", "noexec", "nodev", "mode=1777", format("size={}", shm)}));
  if (!shared("ipc/ipc-namespace")) mounts.push_back(make_mount("/dev/mqueue", "mqueue", "mqueue", quiet));
  mounts.push_back(own_ids && network_is_hosts(options)
                       ? host_mount("/sys")
                       : make_mount("/sys", "sysfs", "sysfs", {"nosuid", "noexec", "nodev", "ro"}));
  if (host.cgroup_v2 && !(own_ids && network_is_hosts(options)))
    mounts.push_back(shared("resources/cgroup-namespace")
                         ? host_mount("/sys/fs/cgroup")
                         : make_mount("/sys/fs/cgroup", "cgroup", "cgroup", {"nosuid", "noexec", "nodev", "ro"}));
  for (const std::string& text : options.volumes) {
    oci::Mount mount = TRY(volume(host, text));
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

void add_covered_paths(const RunOptions& options, oci::Linux& linux) {
  if (!is_lowered(options, "filesystem/masked-paths")) linux.masked_paths.assign(std::begin(masked), std::end(masked));
  if (!is_lowered(options, "filesystem/readonly-paths"))
    linux.readonly_paths.assign(std::begin(readonly), std::end(readonly));
}

}  // namespace bulkhead::policy
