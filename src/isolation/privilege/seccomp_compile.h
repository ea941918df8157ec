// A configuration's system-call filter as programs for the kernel, through libseccomp.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "oci/seccomp.h"

namespace bulkhead::isolation {

// Programs to load one after the other: the kernel obeys the strictest answer. A second one is made where a call is allowed
// in general and denied for some arguments, which libseccomp cannot say in one filter.
struct SeccompPrograms {
  std::vector<std::string> programs;  // arrays of struct sock_filter
  std::vector<std::string> unknown;   // names that neither libseccomp nor our table of newer calls knows; left out
};
Result<SeccompPrograms> compile_seccomp(const oci::Seccomp& filter);

// The same, kept in `directory` (made with mode 0700) by a hash of the filter. Whatever is odd about a kept file makes it
// be compiled again.
Result<std::vector<std::string>> cached_seccomp(const oci::Seccomp& filter, const std::string& directory);

}  // namespace bulkhead::isolation
