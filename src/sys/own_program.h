// The file that this process runs, and a copy of it that nobody can write.
#pragma once

#include <sys/types.h>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

// What /proc/self/exe leads to, open for reading.
Result<UniqueFd> open_own_program();

// True when a write through this descriptor's name in /proc would be refused to everybody, root included: its mount is
// read-only, or it is a memory file with seals.
bool is_sealed(Fd program);

// The program behind a mount of its own, which is read-only and attached nowhere, so that nobody can find and remount it.
// Needs CAP_SYS_ADMIN in the mount namespace that holds the program, and Linux 5.12.
Result<UniqueFd> read_only_own_program();
// A copy in memory with all seals (memfd_create(2), F_ADD_SEALS); costs the size of the program.
Result<UniqueFd> sealed_copy(Fd program);

// This process again, from its beginning, in another file: same arguments, environment and descriptors. Returns on failure
// only. Must be called before anything was made that would not survive an exec.
Status start_over_in(Fd program);

}  // namespace bulkhead::sys
