// The names that config.json has for seccomp's actions and comparisons: one table for reading and writing.
#pragma once

#include <string_view>

#include "oci/seccomp.h"

namespace bulkhead::oci {

struct SeccompActionName {
  std::string_view name;
  SeccompAction action;
};
// The first name of an action is the one that is written.
constexpr SeccompActionName seccomp_actions[] = {
    {"SCMP_ACT_KILL_PROCESS", SeccompAction::kill_process},
    {"SCMP_ACT_KILL_THREAD", SeccompAction::kill_thread},
    {"SCMP_ACT_KILL", SeccompAction::kill_thread},
    {"SCMP_ACT_TRAP", SeccompAction::trap},
    {"SCMP_ACT_ERRNO", SeccompAction::error},
    {"SCMP_ACT_TRACE", SeccompAction::trace},
    {"SCMP_ACT_ALLOW", SeccompAction::allow},
    {"SCMP_ACT_LOG", SeccompAction::log},
    {"SCMP_ACT_NOTIFY", SeccompAction::notify},
};

struct SeccompOperatorName {
  std::string_view name;
  SeccompOperator op;
};
constexpr SeccompOperatorName seccomp_operators[] = {
    {"SCMP_CMP_NE", SeccompOperator::not_equal},           {"SCMP_CMP_LT", SeccompOperator::less},
    {"SCMP_CMP_LE", SeccompOperator::less_equal},          {"SCMP_CMP_EQ", SeccompOperator::equal},
    {"SCMP_CMP_GE", SeccompOperator::greater_equal},       {"SCMP_CMP_GT", SeccompOperator::greater},
    {"SCMP_CMP_MASKED_EQ", SeccompOperator::masked_equal},
};

}  // namespace bulkhead::oci
