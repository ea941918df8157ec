// Small helps for the guest's side of probes. Raw system calls on purpose: the guest must show what the kernel says.
#pragma once

#include <string>
#include <string_view>

#include "audit/probe.h"

namespace bulkhead::audit::guest {

std::string read_text(const std::string& path, size_t limit = 65536);  // empty and errno on failure
bool has_capability(int number);                                       // in the effective set
bool is_filtered();                                                    // a seccomp filter is loaded
// "mount()" -> "mount() (seccomp, capability)": what stands in the way besides the errno.
std::string blame(std::string call, int capability);
int number(const std::string& word);  // a decimal number of a request; -1 when it is none
void write_text(int fd, std::string_view text);

}  // namespace bulkhead::audit::guest
