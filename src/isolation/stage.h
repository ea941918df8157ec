// Everything the controls of one container share while it is being built: the plan (what the configuration asks for,
// which walls the user lowered) and what earlier steps made for later ones. clone3 copies it into the container's init,
// so what host_prepare filled is there; what host_attach makes travels as descriptors in numbered slots.
//
// A Stage without any step run is a plan only: `explain` and `verify` build one and ask the controls what they want.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "isolation/control.h"
#include "isolation/timeline.h"
#include "oci/spec.h"
#include "sys/cgroup.h"
#include "sys/fd.h"
#include "sys/process.h"

namespace bulkhead::isolation {

// Names of descriptors that the host hands to init after the clone.
enum class Slot : uint32_t {
  root,          // detached tree of the root file system (or its lower layer)
  usr,           // detached tree of the host's /usr for the embedded root
  alternatives,  // detached tree of the host's /etc/alternatives for the embedded root
  first_mount,   // first_mount + i: detached source of spec.mounts[i]
};

struct Stage {
  explicit Stage(const oci::Spec& the_spec) : spec(the_spec) {}

  const oci::Spec& spec;
  std::string id;          // of the container
  std::string state_dir;   // absolute, on the host, mode 0700; empty in a plan
  std::string bundle_dir;  // absolute, on the host
  bool host_root = false;  // the host side is root in the initial user namespace
  uint32_t host_uid = 0;   // effective ids of the host side
  uint32_t host_gid = 0;
  std::vector<std::string> lowered;           // ids of controls that the user took down by name
  bool further_process = false;               // exec: joins a container that runs
  unsigned preserve_fds = 0;                  // --preserve-fds: 3 .. 3+N-1 stay open in the container
  std::map<std::string, std::string> absent;  // control -> why it cannot stand here; state, explain, verify show it

  bool is_lowered(std::string_view control) const;
  bool is_absent(std::string_view control) const { return absent.count(std::string(control)) != 0; }
  void mark_absent(std::string_view control, std::string why) { absent[std::string(control)] = std::move(why); }

  bool has_namespace(oci::NamespaceType type) const;        // new or joined by path
  bool new_namespace(oci::NamespaceType type) const;        // to be made
  std::string_view annotation(std::string_view key) const;  // empty when absent

  // --- resources: made in host_prepare; opened by whoever comes later ---
  bool systemd_cgroup = false;        // --systemd-cgroup: the cgroup is a scope of systemd
  sys::Process scope_holder;          // keeps a new scope alive until init is in it
  std::optional<sys::Cgroup> cgroup;  // empty when it is lowered or absent
  sys::CgroupEntry cgroup_entry;      // with which init moves itself (version 1)
  sys::Fd cgroup_fd() const { return cgroup ? cgroup->clone_target() : sys::Fd(); }
  std::string cgroup_path() const { return cgroup ? cgroup->path() : std::string(); }

  // --- privilege: filled in host_prepare and host_meanwhile; init gets the programs after it has built the root ---
  sys::UniqueFd host_proc;  // the host's /proc, where a label is named before execve; closes on exec
  std::vector<std::string> seccomp_programs;
  uint64_t seccomp_flags = 0;

  // --- processes: filled in host_prepare, recorded in the state ---
  IdMap uid_map;
  IdMap gid_map;
  std::string id_claim;  // file that holds the container's id range, removed with the container; empty when none

  // --- filled in host_attach ---
  int init_pid = 0;                          // as the host counts
  sys::UniqueFd user_namespace;              // of init, for id-mapped mounts; invalid without one
  std::map<uint32_t, sys::UniqueFd> handed;  // by Slot; on the host before sending, in init after receiving

  void hand(Slot slot, sys::UniqueFd fd, uint32_t offset = 0);
  sys::UniqueFd take_handed(Slot slot, uint32_t offset = 0);  // invalid when the host did not make it

  // --- inside ---
  sys::UniqueFd root;            // the container's root, attached in init's own mount namespace
  sys::UniqueFd console_master;  // of the terminal made inside; the host receives it
  sys::UniqueFd console_peer;    // becomes 0, 1 and 2 of the program

  Timeline timeline;
};

}  // namespace bulkhead::isolation
