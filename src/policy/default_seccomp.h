// The default system-call filter: an allow-list. What it does not know answers ENOSYS, so that programs fall back as on an
// older kernel; what it knows and denies answers EPERM; other ABIs of the processor (i386, x32) are not let in at all.
#pragma once

#include "oci/seccomp.h"

namespace bulkhead::policy {

oci::Seccomp default_seccomp();

}  // namespace bulkhead::policy
