#include "sys/environment.h"

#include <cstdlib>

namespace bulkhead::sys {

std::string environment_variable(const char* name) {
  const char* value = ::secure_getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace bulkhead::sys
