#include "base/format.h"
#include "oci/json.h"
#include "oci/parse.h"
#include "oci/seccomp_names.h"

namespace bulkhead::oci {
namespace {

Result<SeccompAction> parse_action(const JsonPlace& place) {
  const std::string name = TRY(place.text());
  for (const SeccompActionName& entry : seccomp_actions) {
    if (entry.name != name) continue;
    if (entry.action == SeccompAction::notify) return place.unsupported("SCMP_ACT_NOTIFY");
    return entry.action;
  }
  return place.error(format("{} is no seccomp action", quoted(name)));
}

Result<SeccompArgument> parse_argument(const JsonPlace& place) {
  SeccompArgument argument;
  const std::optional<uint64_t> index = TRY(place.at("index").unsigned_integer(5));
  const std::optional<uint64_t> value = TRY(place.at("value").unsigned_integer());
  const std::optional<uint64_t> value_two = TRY(place.at("valueTwo").unsigned_integer());
  const std::string op = TRY(place.at("op").text());
  argument.index = static_cast<uint32_t>(index.value_or(0));
  argument.value = value.value_or(0);
  argument.value_two = value_two.value_or(0);
  for (const SeccompOperatorName& entry : seccomp_operators) {
    if (entry.name != op) continue;
    argument.op = entry.op;
    return argument;
  }
  return place.at("op").error(format("{} is no comparison", quoted(op)));
}

Result<SeccompRule> parse_rule(const JsonPlace& place) {
  TRY(place.expect_object());
  SeccompRule rule;
  rule.names = TRY(place.at("names").texts());
  if (rule.names.empty()) return place.at("names").error("a rule needs at least one name");
  rule.action = TRY(parse_action(place.at("action")));
  rule.error_number = TRY(place.at("errnoRet").u32());
  const std::vector<JsonPlace> args = TRY(place.at("args").items());
  for (const JsonPlace& entry : args) {
    const SeccompArgument argument = TRY(parse_argument(entry));
    rule.args.push_back(argument);
  }
  return rule;
}

}  // namespace

Result<Seccomp> parse_seccomp(const JsonPlace& place) {
  TRY(place.expect_object());
  for (const char* key : {"listenerPath", "listenerMetadata"})
    if (place.at(key).asks()) return place.at(key).unsupported(key);
  Seccomp seccomp;
  seccomp.default_action = TRY(parse_action(place.at("defaultAction")));
  seccomp.default_error_number = TRY(place.at("defaultErrnoRet").u32());
  seccomp.architectures = TRY(place.at("architectures").texts());
  seccomp.flags = TRY(place.at("flags").texts());
  const std::vector<JsonPlace> rules = TRY(place.at("syscalls").items());
  for (const JsonPlace& entry : rules) {
    SeccompRule rule = TRY(parse_rule(entry));
    seccomp.rules.push_back(std::move(rule));
  }
  return seccomp;
}

}  // namespace bulkhead::oci
