#include "isolation/observed.h"

#include <fcntl.h>
#include <linux/mount.h>

#include <algorithm>

#include "base/format.h"
#include "base/parse.h"
#include "sys/file.h"

namespace bulkhead::isolation {

Result<Observed> Observed::open(const Stage& stage, int pid, bool running) {
  sys::UniqueFd proc_pid = TRY(sys::open_file(format("/proc/{}", pid), O_PATH | O_DIRECTORY));
  return Observed(stage, pid, std::move(proc_pid), running);
}

Result<std::string> Observed::read(const char* name) const { return sys::read_file_at(proc_pid_, name, 4 << 20); }

Result<sys::UniqueFd> Observed::open_directory(const char* name) const {
  return sys::open_at(proc_pid_, name, O_RDONLY | O_DIRECTORY);
}

Result<std::string> Observed::read_link(const char* name) const { return sys::read_link_at(proc_pid_, name); }

Result<std::string> Observed::status_field(std::string_view key) const {
  if (status_.empty()) status_ = TRY(read("status"));
  for (std::string_view line : split(status_, '\n')) {
    if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ':')
      return std::string(trimmed(line.substr(key.size() + 1)));
  }
  return Error::unsupported(format("/proc/PID/status has no field {}", key));
}

namespace {

// 36 35 98:0 /root /mount/point rw,noatime shared:1 - ext3 /dev/root rw (proc_pid_mountinfo(5))
std::optional<std::pair<std::string, Observed::MountLine>> parse_mount_line(std::string_view line) {
  const std::vector<std::string_view> fields = split(line, ' ');
  if (fields.size() < 9) return std::nullopt;
  Observed::MountLine entry;
  entry.root = fields[3];
  entry.options = fields[5];
  size_t i = 6;
  for (; i < fields.size() && fields[i] != "-"; ++i) {
    if (!entry.optional.empty()) entry.optional += ' ';
    entry.optional += fields[i];
  }
  if (i + 3 >= fields.size()) return std::nullopt;
  entry.type = fields[i + 1];
  entry.super_options = fields[i + 3];
  return std::pair(std::string(fields[4]), std::move(entry));
}

}  // namespace

Status Observed::read_mounts() const {
  if (!mounts_.empty()) return {};
  const std::string table = TRY(read("mountinfo"));
  for (std::string_view line : split(table, '\n')) {
    auto parsed = parse_mount_line(line);
    if (parsed.has_value()) mounts_.insert_or_assign(std::move(parsed->first), std::move(parsed->second));
  }
  return {};
}

Result<std::vector<Observed::Mount>> Observed::mounts_from(std::string_view place) const {
  TRY(read_mounts());
  std::vector<Mount> found;
  const std::string below = std::string(place) + "/";
  for (const auto& [mount_point, line] : mounts_)
    if (mount_point == place || mount_point.starts_with(below)) found.emplace_back(mount_point, line);
  return found;
}

Result<std::optional<Observed::MountLine>> Observed::mount_at(std::string_view mount_point) const {
  TRY(read_mounts());
  const auto found = mounts_.find(mount_point);
  if (found == mounts_.end()) return std::optional<MountLine>();
  return std::optional<MountLine>(found->second);
}

bool has_flags(std::string_view options, uint64_t mount_attributes) {
  const std::pair<uint64_t, std::string_view> names[] = {{MOUNT_ATTR_RDONLY, "ro"},
                                                         {MOUNT_ATTR_NOSUID, "nosuid"},
                                                         {MOUNT_ATTR_NODEV, "nodev"},
                                                         {MOUNT_ATTR_NOEXEC, "noexec"}};
  const std::vector<std::string_view> found = split(options, ',');
  for (const auto& [attribute, name] : names)
    if ((mount_attributes & attribute) != 0 && std::find(found.begin(), found.end(), name) == found.end()) return false;
  return true;
}

Status differs(std::string_view what, std::string_view expected, std::string_view found) {
  return Error::refused(format("{}: expected {}, the kernel says {}", what, expected, found));
}

}  // namespace bulkhead::isolation
