// Linux security modules that give a process a label: AppArmor and SELinux. proc_pid_attr(5).
#pragma once

#include <string>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

bool apparmor_enabled();  // in the kernel, and switched on
bool selinux_enabled();

// The /proc of this process's own pid namespace, which must be procfs: a write that is meant for it must not end elsewhere
// (CVE-2019-16884, CVE-2025-52881). Opened while the host's is still what /proc leads to.
Result<UniqueFd> open_proc();

// The label that the calling thread's next execve(2) puts on it. `proc` from open_proc().
Status set_apparmor_on_exec(Fd proc, const std::string& profile);
Status set_selinux_on_exec(Fd proc, const std::string& label);

}  // namespace bulkhead::sys
