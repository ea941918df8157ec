// Two kinds of user and group id that must never be mixed: as the host counts, and as the container counts.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace bulkhead {

struct HostId {
  uint32_t value = 0;
  friend bool operator==(HostId, HostId) = default;
};

struct ContainerId32 {
  uint32_t value = 0;
  friend bool operator==(ContainerId32, ContainerId32) = default;
};

// One line of /proc/PID/uid_map (user_namespaces(7)).
struct IdRange {
  uint32_t container = 0;
  uint32_t host = 0;
  uint32_t size = 0;
  friend bool operator==(const IdRange&, const IdRange&) = default;
};

class IdMap {
 public:
  IdMap() = default;
  explicit IdMap(std::vector<IdRange> ranges) : ranges_(std::move(ranges)) {}

  bool empty() const { return ranges_.empty(); }
  const std::vector<IdRange>& ranges() const { return ranges_; }

  std::optional<HostId> to_host(ContainerId32 id) const {
    for (const IdRange& range : ranges_)
      if (id.value >= range.container && id.value - range.container < range.size)
        return HostId{range.host + (id.value - range.container)};
    return std::nullopt;
  }
  friend bool operator==(const IdMap&, const IdMap&) = default;

 private:
  std::vector<IdRange> ranges_;
};

}  // namespace bulkhead
