// One control is one wall (or one step that a wall needs): one file, and one line in registry.def.
//
// A control names what it does in each phase of a container's start; a phase in which it has nothing to do stays empty.
// The same table drives the start itself, `bulkhead explain`, the per-step timings, `bulkhead verify` and the generated
// matrix of docs/.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/vocabulary.h"

namespace bulkhead::isolation {

struct Stage;
class Observed;

// In the order of a start. Who runs it and what it may still do:
enum class Phase : uint8_t {
  host_first,      // host, before anything of the container exists
  host_prepare,    // host, before the clone: what init cannot be made without
  host_attach,     // host, after the clone: id maps, detached mounts, devices handed over
  host_meanwhile,  // host, while init builds: limits written, filters compiled
  host_join,       // host, exec: the same for a further process, before it joins
  inside_build,    // init, full rights in its own namespaces; the host's tree is still visible
  inside_seal,     // init, after pivot_root: the host's tree is unreachable from here on
  drop_privilege,  // init, last steps as root of the container
  before_exec,     // init, the last calls before execve
};
constexpr int phase_count = 9;
std::string_view to_string(Phase phase);

using Step = Status (*)(Stage&);

struct Control {
  const char* id;   // "filesystem/proc-mount": the same word in the error, the probe, the test and the matrix
  const char* why;  // one sentence: which attack it stops
  bool (*wanted)(const Stage&);

  uint64_t clone_flag = 0;  // CLONE_NEW*, for the namespaces: all are made by one clone3

  Step host_first = nullptr;
  Step host_prepare = nullptr;
  Step host_attach = nullptr;
  Step host_meanwhile = nullptr;
  Step host_join = nullptr;
  Step inside_build = nullptr;
  Step inside_seal = nullptr;
  Step drop_privilege = nullptr;
  Step before_exec = nullptr;

  // Reads the wall back from the kernel, from outside. A wall that silently did not go up is a failed start.
  Status (*confirm)(const Observed&) = nullptr;
  const char* unread = nullptr;  // without `confirm`: why the kernel cannot be asked from outside

  Step step(Phase phase) const;
  std::string_view requirement() const;  // the part of the id before the slash
};

}  // namespace bulkhead::isolation
