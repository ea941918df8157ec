// A container whose root may write the runtime's own program must never meet it: /proc/PID/exe of a process that is about
// to become the container's leads to it, and an image may name it as its interpreter ("#!/proc/self/exe"). Whoever keeps that
// name open until the program has ended can write through it, and the host runs the result (CVE-2019-5736).
//
// With a user namespace of the host's making, ids inside own nothing outside, and the program needs no copy. Without one,
// and for an ordinary user who owns the program, the runtime starts over in a copy that cannot be written: the same file
// behind a read-only mount that is attached nowhere, or, where that takes rights we lack, a sealed file in memory.
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/file.h"
#include "sys/own_program.h"
#include "sys/prctl.h"

namespace bulkhead::isolation {
namespace {

bool includes(const IdMap& map, uint32_t host_id) {
  for (const IdRange& range : map.ranges())
    if (host_id >= range.host && host_id - range.host < range.size) return true;
  return false;
}

// Whether root inside may be root, or ourselves, outside.
bool is_exposed(const Stage& stage) {
  if (!stage.host_root || !stage.has_namespace(oci::NamespaceType::user)) return true;
  if (!stage.new_namespace(oci::NamespaceType::user)) return true;  // joined: its ids are not of our making
  return includes(stage.spec.linux.uid_mappings, 0) || includes(stage.spec.linux.gid_mappings, 0);
}

bool may_be_written_by(const Stage& stage, const struct stat& program) {
  if (stage.host_root) return true;
  constexpr mode_t by_others = S_IWGRP | S_IWOTH;
  return program.st_uid == stage.host_uid || (program.st_mode & by_others) != 0;
}

Status start_over_sealed(Stage& stage) {
  const sys::UniqueFd program = TRY(sys::open_own_program());
  if (sys::is_sealed(program)) return sys::set_process_name("bulkhead");  // execveat(2) named it after a descriptor
  const struct stat found = TRY(sys::stat_fd(program));
  if (!may_be_written_by(stage, found)) return {};
  Result<sys::UniqueFd> mounted = sys::read_only_own_program();
  if (mounted.ok()) return sys::start_over_in(mounted.value());
  const sys::UniqueFd copy = TRY(sys::sealed_copy(program));
  return sys::start_over_in(copy);
}

}  // namespace

extern const Control sealed_program;
const Control sealed_program{
    .id = "filesystem/sealed-program",
    .why = "the runtime's own program on the host cannot be replaced from inside through /proc/PID/exe",
    .wanted = is_exposed,
    .host_first = start_over_sealed,
    .unread = "once the command runs, no process of the container runs the runtime's program",
};

}  // namespace bulkhead::isolation
