#include "isolation/privilege/seccomp_compile.h"

#include <seccomp.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/format.h"
#include "sys/file.h"
#include "sys/memory_file.h"

namespace bulkhead::isolation {
namespace {

struct NewerCall {
  std::string_view name;
  int number;
};
// Calls that libseccomp 2.5.4 does not know. From 424 on the numbers are the same on every architecture.
constexpr NewerCall newer_calls[] = {
    {"cachestat", 451},         {"fchmodat2", 452},         {"map_shadow_stack", 453}, {"futex_wake", 454},
    {"futex_wait", 455},        {"futex_requeue", 456},     {"statmount", 457},        {"listmount", 458},
    {"lsm_get_self_attr", 459}, {"lsm_set_self_attr", 460}, {"lsm_list_modules", 461}, {"mseal", 462},
    {"setxattrat", 463},        {"getxattrat", 464},        {"listxattrat", 465},      {"removexattrat", 466},
    {"open_tree_attr", 467},    {"file_getattr", 468},      {"file_setattr", 469}};

int number_of(const std::string& name) {
  const int number = ::seccomp_syscall_resolve_name(name.c_str());
  if (number != __NR_SCMP_ERROR) return number;
  for (const NewerCall& call : newer_calls)
    if (call.name == name) return call.number;
  return __NR_SCMP_ERROR;
}

uint32_t action_of(oci::SeccompAction action, uint32_t number) {
  switch (action) {
    case oci::SeccompAction::kill_process: return SCMP_ACT_KILL_PROCESS;
    case oci::SeccompAction::kill_thread: return SCMP_ACT_KILL_THREAD;
    case oci::SeccompAction::trap: return SCMP_ACT_TRAP;
    case oci::SeccompAction::error: return SCMP_ACT_ERRNO(number);
    case oci::SeccompAction::trace: return SCMP_ACT_TRACE(number);
    case oci::SeccompAction::allow: return SCMP_ACT_ALLOW;
    case oci::SeccompAction::log: return SCMP_ACT_LOG;
    case oci::SeccompAction::notify: return SCMP_ACT_NOTIFY;
  }
  return SCMP_ACT_KILL_PROCESS;
}

scmp_arg_cmp comparison(const oci::SeccompArgument& argument) {
  constexpr scmp_compare operators[] = {SCMP_CMP_NE, SCMP_CMP_LT, SCMP_CMP_LE,       SCMP_CMP_EQ,
                                        SCMP_CMP_GE, SCMP_CMP_GT, SCMP_CMP_MASKED_EQ};
  scmp_arg_cmp compare{};
  compare.arg = argument.index;
  compare.op = operators[static_cast<uint8_t>(argument.op)];
  compare.datum_a = argument.value;
  compare.datum_b = argument.value_two;
  return compare;
}

class Filter {
 public:
  static Result<Filter> create(uint32_t default_action, const std::vector<std::string>& architectures) {
    Filter filter(::seccomp_init(default_action));
    if (!filter.context_) return Error::system(ENOMEM, "seccomp_init()");
    filter.default_action_ = default_action;
    // A call of another ABI is answered, not let in; the tree keeps the kernel's own pass over all numbers short.
    TRY(filter.check(::seccomp_attr_set(filter.context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM)),
                     "badarch"));
    TRY(filter.check(::seccomp_attr_set(filter.context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2), "optimize"));
    for (const std::string& name : architectures) TRY(filter.add_architecture(name));
    return filter;
  }

  Status add(int number, const oci::SeccompRule& rule) {
    const uint32_t action = action_of(rule.action, rule.error_number.value_or(EPERM));
    if (action == default_action_) return {};  // libseccomp calls it an error; it is only needless
    std::vector<scmp_arg_cmp> arguments;
    for (const oci::SeccompArgument& argument : rule.args) arguments.push_back(comparison(argument));
    return check(::seccomp_rule_add_array(context_.get(), action, number, static_cast<unsigned>(arguments.size()),
                                          arguments.data()),
                 "rule");
  }

  Result<std::string> program() const {
    const sys::UniqueFd file = TRY(sys::make_memory_file("seccomp"));
    TRY(check(::seccomp_export_bpf(context_.get(), file.number()), "export"));
    TRY(sys::rewind_file(file));
    return sys::read_all(file, 1 << 20);
  }

 private:
  struct Release {
    void operator()(void* context) const { ::seccomp_release(context); }
  };
  explicit Filter(scmp_filter_ctx context) : context_(context) {}

  Status check(int result, std::string_view what) const {
    if (result >= 0) return {};
    return Error::system(-result, format("libseccomp({})", what));
  }

  Status add_architecture(const std::string& name) {
    std::string lower;
    for (char c : name.starts_with("SCMP_ARCH_") ? name.substr(10) : name)
      lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    const uint32_t token = ::seccomp_arch_resolve_name(lower.c_str());
    if (token == 0)
      return Error::config(format("config.json: /linux/seccomp/architectures: {} is unknown", quoted(name)));
    const int added = ::seccomp_arch_add(context_.get(), token);
    return added == -EEXIST ? Status() : check(added, "architecture " + lower);
  }

  std::unique_ptr<void, Release> context_;
  uint32_t default_action_ = 0;
};

bool allowed_in_general(const oci::Seccomp& filter, const std::string& name) {
  for (const oci::SeccompRule& rule : filter.rules)
    if (rule.args.empty() && rule.action == oci::SeccompAction::allow &&
        std::find(rule.names.begin(), rule.names.end(), name) != rule.names.end())
      return true;
  return false;
}

}  // namespace

Result<SeccompPrograms> compile_seccomp(const oci::Seccomp& filter) {
  Filter general = TRY(Filter::create(action_of(filter.default_action, filter.default_error_number.value_or(EPERM)),
                                      filter.architectures));
  Filter exceptions = TRY(Filter::create(SCMP_ACT_ALLOW, filter.architectures));
  SeccompPrograms compiled;
  bool has_exceptions = false;
  for (const oci::SeccompRule& rule : filter.rules) {
    for (const std::string& name : rule.names) {
      const int number = number_of(name);
      if (number == __NR_SCMP_ERROR) {
        compiled.unknown.push_back(name);
        continue;
      }
      const bool exception =
          rule.action != oci::SeccompAction::allow && !rule.args.empty() && allowed_in_general(filter, name);
      has_exceptions = has_exceptions || exception;
      TRY((exception ? exceptions : general).add(number, rule).context(format("seccomp rule for {}", name)));
    }
  }
  std::string program = TRY(general.program());
  compiled.programs.push_back(std::move(program));
  if (has_exceptions) {
    std::string second = TRY(exceptions.program());
    compiled.programs.push_back(std::move(second));
  }
  return compiled;
}

}  // namespace bulkhead::isolation
