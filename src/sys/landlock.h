// Landlock (landlock(7), Linux 5.13): rights that a process takes from itself and its children for good.
#pragma once

#include <cstdint>

#include "base/error.h"

namespace bulkhead::sys {

// 0 when the kernel has no Landlock or does not use it.
int landlock_abi();

constexpr uint64_t landlock_make_char = 1 << 6;                   // LANDLOCK_ACCESS_FS_MAKE_CHAR
constexpr uint64_t landlock_make_block = 1 << 11;                 // LANDLOCK_ACCESS_FS_MAKE_BLOCK
constexpr uint64_t landlock_scope_abstract_unix_socket = 1 << 0;  // ABI 6, Linux 6.12
constexpr uint64_t landlock_scope_signal = 1 << 1;                // ABI 6, Linux 6.12

// A process in a domain with file rights may not rename(2) or link(2) from one directory to another, unless each of its
// domains - also one with scopes alone - allows it by name (LANDLOCK_ACCESS_FS_REFER, ABI 2, Linux 5.19).
enum class Renames : uint8_t { not_named, allowed };
constexpr uint64_t landlock_refer = 1 << 13;
constexpr int landlock_refer_since = 2;

// Enters a domain that denies `denied_file_rights` everywhere and, outside of the domain, what `scopes` names. Any file
// right at all, that of renames too, also denies every change of the mount tree. Needs no_new_privs or CAP_SYS_ADMIN.
Status enter_landlock_domain(uint64_t denied_file_rights, uint64_t scopes, Renames renames);

}  // namespace bulkhead::sys
