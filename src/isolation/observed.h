// What the host reads of a live container: the oracle of `confirm`. It uses /proc/PID through one directory descriptor
// that was opened once, so that a recycled pid is noticed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isolation/stage.h"
#include "sys/fd.h"

namespace bulkhead::isolation {

class Observed {
 public:
  // `running`: the user's program was executed (the walls of before_exec stand from then on).
  static Result<Observed> open(const Stage& stage, int pid, bool running);

  const Stage& stage() const { return stage_; }
  int pid() const { return pid_; }
  bool running() const { return running_; }

  Result<std::string> read(const char* name) const;              // a file of /proc/PID
  Result<sys::UniqueFd> open_directory(const char* name) const;  // "root", "fd"
  Result<std::string> read_link(const char* name) const;         // "ns/pid" -> "pid:[4026531836]"
  Result<std::string> status_field(std::string_view key) const;  // "CapBnd" -> "00000000a80425fb"; read once, kept

  // One line of mountinfo(5), the last one on this mount point (as the container sees it); nothing when there is none.
  struct MountLine {
    std::string root;      // of the mount within its file system
    std::string options;   // per mount: "ro,nosuid,..."
    std::string optional;  // "shared:1 master:2", empty when private
    std::string type;
    std::string super_options;
  };
  Result<std::optional<MountLine>> mount_at(std::string_view mount_point) const;
  // That mount point and all below it, sorted by name.
  using Mount = std::pair<std::string, MountLine>;
  Result<std::vector<Mount>> mounts_from(std::string_view place) const;

 private:
  Observed(const Stage& stage, int pid, sys::UniqueFd proc_pid, bool running)
      : stage_(stage), pid_(pid), proc_pid_(std::move(proc_pid)), running_(running) {}

  Status read_mounts() const;

  const Stage& stage_;
  int pid_;
  sys::UniqueFd proc_pid_;
  bool running_;
  mutable std::string status_;                                    // read once
  mutable std::map<std::string, MountLine, std::less<>> mounts_;  // by mount point, read once
};

// Whether the options of a mount line ("ro,nosuid,...") have every one of these MOUNT_ATTR_RDONLY, NOSUID, NODEV, NOEXEC.
bool has_flags(std::string_view options, uint64_t mount_attributes);

// "WHAT: expected X, the kernel says Y"
Status differs(std::string_view what, std::string_view expected, std::string_view found);

}  // namespace bulkhead::isolation
