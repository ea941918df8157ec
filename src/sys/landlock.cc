#include "sys/landlock.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "sys/checked.h"
#include "sys/fd.h"
#include "sys/file.h"

namespace bulkhead::sys {
namespace {

constexpr long create_ruleset = 444;  // numbers are equal on all architectures
constexpr long add_rule = 445;
constexpr long restrict_self = 446;
constexpr uint32_t version_flag = 1;

// struct landlock_ruleset_attr of ABI 6; Debian 12's header knows the first member only.
struct RulesetAttributes {
  uint64_t handled_access_fs;
  uint64_t handled_access_net;
  uint64_t scoped;
};

// struct landlock_path_beneath_attr
struct __attribute__((packed)) PathBeneath {
  uint64_t allowed_access;
  int32_t parent_fd;
};
constexpr int rule_path_beneath = 1;

Status allow_renames(Fd ruleset) {
  const UniqueFd root = TRY(open_file("/", O_PATH | O_DIRECTORY));
  const PathBeneath rule{landlock_refer, root.number()};
  return check(::syscall(add_rule, ruleset.number(), rule_path_beneath, &rule, 0),
               [] { return std::string("landlock_add_rule(\"/\", refer)"); });
}

}  // namespace

int landlock_abi() {
  const long version = ::syscall(create_ruleset, nullptr, 0, version_flag);
  return version < 0 ? 0 : static_cast<int>(version);
}

Status enter_landlock_domain(uint64_t denied_file_rights, uint64_t scopes, Renames renames) {
  const uint64_t handled = denied_file_rights | (renames == Renames::allowed ? landlock_refer : 0);
  const RulesetAttributes attributes{handled, 0, scopes};
  // An older kernel refuses a longer structure: give it what it knows.
  const size_t size = scopes != 0 ? sizeof attributes : sizeof attributes.handled_access_fs;
  const long number = TRY(checked(::syscall(create_ruleset, &attributes, size, 0), [&] {
    return format("landlock_create_ruleset(fs={:#x}, scoped={:#x})", handled, scopes);
  }));
  const UniqueFd ruleset(static_cast<int>(number));
  if (renames == Renames::allowed) TRY(allow_renames(ruleset));
  return check(::syscall(restrict_self, ruleset.number(), 0), [] { return std::string("landlock_restrict_self()"); });
}

}  // namespace bulkhead::sys
