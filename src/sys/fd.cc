#include "sys/fd.h"

#include <unistd.h>

#include <cerrno>

namespace bulkhead::sys {

void close_fd(int number) {
  const int saved = errno;
  ::close(number);
  errno = saved;
}

}  // namespace bulkhead::sys
