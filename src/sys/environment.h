#pragma once

#include <string>
#include <vector>

namespace bulkhead::sys {

std::string environment_variable(const char* name);  // empty when unset; secure_getenv(3)

std::vector<std::string> environment();  // of this process, "NAME=VALUE"

}  // namespace bulkhead::sys
