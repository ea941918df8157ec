// What the runtime remembers of a container, one directory per container below --root (mode 0700):
//
//    <root>/<id>/state.json    facts that cannot be asked from the kernel: bundle, init's pid and start time, walls
//    <root>/<id>/config.json   the configuration it was made from, as we understood it
//    <root>/<id>/gate          the socket on which `start` knocks
//
// The status is never stored: it is computed from the kernel each time.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "oci/spec.h"
#include "sys/fd.h"

namespace bulkhead::launch {

struct ContainerState {
  std::string id;
  std::string bundle;
  std::map<std::string, std::string> annotations;
  int pid = 0;                                // of init, as the host counts
  uint64_t start_time = 0;                    // of init, in clock ticks since boot: pid and start time name a process
  uint32_t owner = 0;                         // uid that made the container
  int64_t created = 0;                        // seconds since the epoch
  std::vector<std::string> lowered;           // walls taken down by name
  std::map<std::string, std::string> absent;  // walls that could not stand here, and why
  IdMap uid_map;
  IdMap gid_map;
  std::string id_claim;  // file that holds the id range
  std::string cgroup;    // path of the container's cgroup below each controller's root; empty when it has none
};

enum class ContainerStatus : uint8_t { creating, created, running, paused, stopped };
std::string_view to_string(ContainerStatus status);

// Asks the kernel.
ContainerStatus status_of(const ContainerState& state, sys::Fd state_dir);

// The document of the runtime specification ("state"), as hooks and `bulkhead state` get it.
std::string oci_state_json(const ContainerState& state, std::string_view status);

// The directory of one container.
class StateDir {
 public:
  static Result<StateDir> create(const std::string& root_dir, const std::string& id);  // conflict when it exists
  static Result<StateDir> open(const std::string& root_dir, const std::string& id);    // not_found when it does not
  static Result<std::vector<std::string>> list(const std::string& root_dir);           // ids, sorted

  sys::Fd fd() const { return fd_; }
  const std::string& path() const { return path_; }

  Status write_state(const ContainerState& state) const;
  Result<ContainerState> read_state() const;
  Status write_spec(const oci::Spec& spec) const;
  Result<oci::Spec> read_spec() const;
  void remove() const;  // what is in it and itself; already gone is done

 private:
  StateDir(sys::UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
  sys::UniqueFd fd_;
  std::string path_;
};

Status write_pid_file(const std::string& path, pid_t pid);  // atomically, as engines expect

}  // namespace bulkhead::launch
