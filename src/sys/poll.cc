#include "sys/poll.h"

#include <cerrno>

namespace bulkhead::sys {

Result<int> poll(std::span<pollfd> entries, int timeout_ms) {
  const int ready = ::poll(entries.data(), entries.size(), timeout_ms);
  if (ready >= 0) return ready;
  for (pollfd& entry : entries) entry.revents = 0;
  if (errno == EINTR) return 0;
  return Error::system(errno, "poll()");
}

}  // namespace bulkhead::sys
