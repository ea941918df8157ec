#include "sys/landlock.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "sys/checked.h"
#include "sys/fd.h"

namespace bulkhead::sys {
namespace {

constexpr long create_ruleset = 444;  // numbers are equal on all architectures
constexpr long restrict_self = 446;
constexpr uint32_t version_flag = 1;

// struct landlock_ruleset_attr of ABI 6; Debian 12's header knows the first member only.
struct RulesetAttributes {
  uint64_t handled_access_fs;
  uint64_t handled_access_net;
  uint64_t scoped;
};

}  // namespace

int landlock_abi() {
  const long version = ::syscall(create_ruleset, nullptr, 0, version_flag);
  return version < 0 ? 0 : static_cast<int>(version);
}

Status enter_landlock_domain(uint64_t denied_file_rights, uint64_t scopes) {
  const RulesetAttributes attributes{denied_file_rights, 0, scopes};
  // An older kernel refuses a longer structure: give it what it knows.
  const size_t size = scopes != 0 ? sizeof attributes : sizeof attributes.handled_access_fs;
  const long number = TRY(checked(::syscall(create_ruleset, &attributes, size, 0), [&] {
    return format("landlock_create_ruleset(fs={:#x}, scoped={:#x})", denied_file_rights, scopes);
  }));
  const UniqueFd ruleset(static_cast<int>(number));
  return check(::syscall(restrict_self, ruleset.number(), 0), [] { return std::string("landlock_restrict_self()"); });
}

}  // namespace bulkhead::sys
