#include "sys/lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include "sys/checked.h"
#include "sys/file.h"

namespace bulkhead::sys {

Result<UniqueFd> lock_file_at(Fd directory, const std::string& name) {
  UniqueFd fd = TRY(open_at(directory, name, O_RDWR | O_CREAT | O_NOFOLLOW, 0600));
  int result;
  do {
    result = ::flock(fd.number(), LOCK_EX);
  } while (result < 0 && errno == EINTR);
  TRY(check(result, [&] { return format("flock({})", quoted(name)); }));
  return fd;
}

}  // namespace bulkhead::sys
