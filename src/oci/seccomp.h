// linux.seccomp of config.json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bulkhead::oci {

enum class SeccompAction : uint8_t { kill_process, kill_thread, trap, error, trace, allow, log, notify };
enum class SeccompOperator : uint8_t { not_equal, less, less_equal, equal, greater_equal, greater, masked_equal };

struct SeccompArgument {
  uint32_t index = 0;
  uint64_t value = 0;
  uint64_t value_two = 0;  // masked_equal: (argument & value) == value_two
  SeccompOperator op = SeccompOperator::equal;
  friend bool operator==(const SeccompArgument&, const SeccompArgument&) = default;
};

struct SeccompRule {
  std::vector<std::string> names;
  SeccompAction action = SeccompAction::allow;
  std::optional<uint32_t> error_number;
  std::vector<SeccompArgument> args;
  friend bool operator==(const SeccompRule&, const SeccompRule&) = default;
};

struct Seccomp {
  SeccompAction default_action = SeccompAction::error;
  std::optional<uint32_t> default_error_number;
  std::vector<std::string> architectures;  // "SCMP_ARCH_X86_64"; empty: the native one alone
  std::vector<std::string> flags;          // "SECCOMP_FILTER_FLAG_LOG"
  std::vector<SeccompRule> rules;
  friend bool operator==(const Seccomp&, const Seccomp&) = default;
};

}  // namespace bulkhead::oci
