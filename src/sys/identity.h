// Who a process is: uids, gids, groups, session.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "base/error.h"

namespace bulkhead::sys {

uint32_t effective_uid();
uint32_t effective_gid();
uint32_t real_uid();
uint32_t real_gid();

// All three ids of each kind. Order matters: groups, then gid, then uid (CVE-2022-2989).
Status set_groups(const std::vector<uint32_t>& groups);
Status set_gid(uint32_t gid);
Status set_uid(uint32_t uid);

Status new_session();  // setsid(2)

// CAP_SYS_ADMIN in the initial user namespace: what the host side needs for id-mapped mounts and device nodes.
bool is_host_root();

}  // namespace bulkhead::sys
