#include "isolation/observed.h"

#include <fcntl.h>

#include "base/format.h"
#include "base/parse.h"
#include "sys/file.h"

namespace bulkhead::isolation {

Result<Observed> Observed::open(const Stage& stage, int pid, bool running) {
  sys::UniqueFd proc_pid = TRY(sys::open_file(format("/proc/{}", pid), O_PATH | O_DIRECTORY));
  return Observed(stage, pid, std::move(proc_pid), running);
}

Result<std::string> Observed::read(const char* name) const { return sys::read_file_at(proc_pid_, name, 4 << 20); }

Result<std::string> Observed::read_link(const char* name) const { return sys::read_link_at(proc_pid_, name); }

Result<std::string> Observed::status_field(std::string_view key) const {
  if (status_.empty()) status_ = TRY(read("status"));
  for (std::string_view line : split(status_, '\n')) {
    if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ':')
      return std::string(trimmed(line.substr(key.size() + 1)));
  }
  return Error::unsupported(format("/proc/PID/status has no field {}", key));
}

Result<std::optional<Observed::MountLine>> Observed::mount_at(std::string_view mount_point) const {
  if (mountinfo_.empty()) mountinfo_ = TRY(read("mountinfo"));
  std::optional<MountLine> found;
  for (std::string_view line : split(mountinfo_, '\n')) {
    // 36 35 98:0 /root /mount/point rw,noatime shared:1 - ext3 /dev/root rw (proc_pid_mountinfo(5))
    const std::vector<std::string_view> fields = split(line, ' ');
    if (fields.size() < 9 || fields[4] != mount_point) continue;
    MountLine entry;
    entry.root = fields[3];
    entry.options = fields[5];
    size_t i = 6;
    for (; i < fields.size() && fields[i] != "-"; ++i) {
      if (!entry.optional.empty()) entry.optional += ' ';
      entry.optional += fields[i];
    }
    if (i + 3 >= fields.size()) continue;
    entry.type = fields[i + 1];
    entry.super_options = fields[i + 3];
    found = std::move(entry);
  }
  return found;
}

Status differs(std::string_view what, std::string_view expected, std::string_view found) {
  return Error::refused(format("{}: expected {}, the kernel says {}", what, expected, found));
}

}  // namespace bulkhead::isolation
