#pragma once

#include <string>

#include "base/error.h"

namespace bulkhead::sys {

Result<std::string> random_name();  // 12 lower-case hexadecimal digits from getrandom(2)

}  // namespace bulkhead::sys
