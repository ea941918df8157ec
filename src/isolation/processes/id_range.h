// Ranges of 65,536 user ids, one per container, that overlap no other container's: with the same uid, two containers would
// share the kernel's per-user limits and, wherever a file or a process is reachable, its permissions.
//
// A claim is a file that exists or not: O_EXCL makes one winner under concurrency, and removing the file releases. It
// holds the state directory of its container, so that a claim whose container is gone can be told and taken back.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "base/ids.h"

namespace bulkhead::isolation {

constexpr uint32_t id_range_size = 65536;

struct IdRangeClaim {
  uint32_t first_host_id = 0;
  std::string file;  // remove it to release
};

// Host root: from 0x70000000 on, the 4,096 ranges that no distribution hands out (systemd's UIDS-GIDS document lists
// them as unused); ranges that /etc/subuid or /etc/subgid gives to somebody are skipped.
// `directory` is shared by all runtime roots of the machine; `owner` is the container's state directory.
Result<IdRangeClaim> claim_id_range(const std::string& directory, const std::string& owner);

// An ordinary user: what /etc/subuid and /etc/subgid give to `user_name` or `uid`; size 0 when nothing.
struct SubordinateIds {
  IdRange uids;  // `container` is unused
  IdRange gids;
};
Result<SubordinateIds> subordinate_ids(uint32_t uid);

}  // namespace bulkhead::isolation
