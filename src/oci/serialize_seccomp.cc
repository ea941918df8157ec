#include "oci/seccomp_names.h"
#include "oci/serialize_parts.h"

namespace bulkhead::oci {

namespace json = boost::json;

namespace {

std::string_view action_name(SeccompAction action) {
  for (const SeccompActionName& entry : seccomp_actions)
    if (entry.action == action) return entry.name;
  return {};
}

std::string_view operator_name(SeccompOperator op) {
  for (const SeccompOperatorName& entry : seccomp_operators)
    if (entry.op == op) return entry.name;
  return {};
}

json::object write_rule(const SeccompRule& rule) {
  json::object object{{"names", write_texts(rule.names)}, {"action", action_name(rule.action)}};
  if (rule.error_number.has_value()) object["errnoRet"] = *rule.error_number;
  json::array args;
  for (const SeccompArgument& argument : rule.args)
    args.push_back({{"index", argument.index},
                    {"value", argument.value},
                    {"valueTwo", argument.value_two},
                    {"op", operator_name(argument.op)}});
  if (!args.empty()) object["args"] = std::move(args);
  return object;
}

}  // namespace

json::object write_seccomp(const Seccomp& seccomp) {
  json::object object{{"defaultAction", action_name(seccomp.default_action)}};
  if (seccomp.default_error_number.has_value()) object["defaultErrnoRet"] = *seccomp.default_error_number;
  if (!seccomp.architectures.empty()) object["architectures"] = write_texts(seccomp.architectures);
  if (!seccomp.flags.empty()) object["flags"] = write_texts(seccomp.flags);
  json::array rules;
  for (const SeccompRule& rule : seccomp.rules) rules.push_back(write_rule(rule));
  object["syscalls"] = std::move(rules);
  return object;
}

}  // namespace bulkhead::oci
