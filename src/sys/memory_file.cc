#include "sys/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include "sys/checked.h"

namespace bulkhead::sys {

Result<UniqueFd> make_memory_file(const char* name) {
  const int fd = TRY(checked(::memfd_create(name, MFD_CLOEXEC), [&] { return format("memfd_create({})", name); }));
  return UniqueFd(fd);
}

Status rewind_file(Fd fd) {
  return check(::lseek(fd.number(), 0, SEEK_SET), [&] { return format("lseek({}, 0)", fd.number()); });
}

}  // namespace bulkhead::sys
