// What commands print. Standard output is written at once and in full; an error of it (a closed pipe, a full disk) is
// the command's failure where the output is its result.
#pragma once

#include <string_view>

#include "base/error.h"

namespace bulkhead::cli {

void print(std::string_view text);  // ends the program with exit code 1 where standard output is closed or full
void print_error(std::string_view text);

}  // namespace bulkhead::cli
