#include "sys/environment.h"

#include <unistd.h>

#include <cstdlib>

namespace bulkhead::sys {

std::string environment_variable(const char* name) {
  const char* value = ::secure_getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::vector<std::string> environment() {
  std::vector<std::string> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) entries.emplace_back(*entry);
  return entries;
}

}  // namespace bulkhead::sys
