// Namespaces (namespaces(7)).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/ids.h"
#include "sys/fd.h"

namespace bulkhead::sys {

Status unshare_namespaces(uint64_t flags);
Status join_namespaces(Fd pidfd_or_namespace, uint64_t flags);  // setns(2); with a pidfd several at once (Linux 5.8)
Result<UniqueFd> open_namespace(int pid, const char* name);     // "user", "net", ...
uint64_t namespace_flag_of(Fd namespace_fd);                    // CLONE_NEW* of an nsfs descriptor, 0 when it is none

// Id maps of another process: one write each; setgroups is "deny" first when the writer has no privilege.
Status write_id_map(int pid, const char* file, const IdMap& map);  // "uid_map", "gid_map"
Status deny_setgroups(int pid);

Status set_host_name(std::string_view name);
Status set_domain_name(std::string_view name);

}  // namespace bulkhead::sys
