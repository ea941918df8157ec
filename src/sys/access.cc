#include "sys/access.h"

#include <fcntl.h>
#include <unistd.h>

namespace bulkhead::sys {

bool may_execute(const std::string& path) { return ::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0; }

}  // namespace bulkhead::sys
