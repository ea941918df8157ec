// The cgroup of a container: one path, present in every hierarchy of the machine, behind one interface over version 2,
// version 1 and hybrid layouts (cgroups(7)).
//
// Controllers are named as version 2 names them ("memory", "pids", "cpu", "cpuset", "io", "hugetlb"); "blkio" is version
// 1's io. File names belong to the version: ask version() first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sys/cgroup_layout.h"
#include "sys/fd.h"

namespace bulkhead::sys {

// Descriptors to join a cgroup with, opened by the host before the clone: whoever joins needs no path, and the kernel
// checks the opener's rights.
class CgroupEntry {
 public:
  CgroupEntry() = default;
  explicit CgroupEntry(std::vector<UniqueFd> tasks) : tasks_(std::move(tasks)) {}

  // Moves the calling thread, which must be the only one of its process, into every version 1 hierarchy and closes the
  // descriptors. "0" to `tasks` takes microseconds; a pid to `cgroup.procs` waits for a grace period of RCU, 11-16 ms.
  // Nothing to do on version 2: the process was born there.
  Status enter_self();
  bool empty() const { return tasks_.empty(); }

 private:
  std::vector<UniqueFd> tasks_;
};

class Cgroup {
 public:
  // One directory of the cgroup.
  struct Directory {
    std::string hierarchy;  // "memory", "cpu,cpuacct", "unified"
    std::string path;       // absolute, on the host
    CgroupVersion version = CgroupVersion::v1;
  };

  // Makes the directory in every hierarchy. `path` is absolute and begins at the hierarchies' roots ("/bulkhead/web").
  // Parents are shared by all creators and stay. Hierarchies in which the caller may not write are left out: has() tells.
  // Errors: `conflict` when it exists already; EACCES when no hierarchy at all is writable. On failure nothing is left.
  static Result<Cgroup> create(const std::string& path);
  // One that exists, in the hierarchies in which it exists; `not_found` when there is none.
  static Result<Cgroup> open(const std::string& path);

  const std::string& path() const { return path_; }
  const std::vector<Directory>& directories() const { return directories_; }
  bool pure_v2() const { return pure_v2_; }

  bool has(std::string_view controller) const;
  CgroupVersion version(std::string_view controller) const;  // of the hierarchy that carries it
  // A hybrid layout may keep a controller on its version 2 hierarchy: enables it down to this cgroup.
  Status enable(std::string_view controller);

  Result<std::string> read(std::string_view controller, const std::string& file) const;  // without the last newline
  Status write(std::string_view controller, const std::string& file, std::string_view value) const;

  Result<CgroupEntry> prepare_entry() const;
  // For CLONE_INTO_CGROUP (Linux 5.7): a directory of version 2, also in a hybrid layout; invalid where there is none.
  Fd clone_target() const { return v2_; }
  // Moves another process: slow on version 1 (see CgroupEntry), for the cases in which it cannot move itself.
  Status adopt(int pid) const;

  Result<std::vector<int>> processes() const;  // of the whole subtree, as the caller's pid namespace counts
  // SIGKILL to every process of the subtree, a frozen one too, until none is left; bounded to some seconds.
  Status kill_all() const;
  Status freeze() const;
  Status thaw() const;
  Result<uint64_t> oom_kills() const;  // processes killed because the memory limit was reached

  // With all cgroups that were made inside it. Processes that are about to end are waited for, bounded; already gone is
  // done.
  Status remove() const;

 private:
  explicit Cgroup(std::string path) : path_(std::move(path)) {}
  const Directory* directory_of(std::string_view controller) const;
  const Directory* version_2() const;
  Status make_in(const CgroupHierarchy& hierarchy);
  Status finish();

  std::string path_;
  std::vector<Directory> directories_;
  std::string v2_controllers_;  // of cgroup.controllers, blanks between
  bool pure_v2_ = false;
  UniqueFd v2_;
};

}  // namespace bulkhead::sys
