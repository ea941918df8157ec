// bulkhead features: the features document of the runtime specification. It lists what works here, nothing else.
#include <boost/json.hpp>

#include "cli/command.h"
#include "cli/stdio.h"
#include "oci/capability.h"
#include "oci/indent.h"
#include "oci/seccomp_names.h"
#include "oci/spec.h"

namespace bulkhead::cli {
namespace {

namespace json = boost::json;

json::array mount_options() {
  json::array list;
  for (const char* name :
       {"async",        "atime",       "bind",      "defaults", "dev",         "diratime", "exec",
        "idmap",        "loud",        "noatime",   "nodev",    "nodiratime",  "noexec",   "nostrictatime",
        "nosuid",       "nosymfollow", "private",   "ratime",   "rbind",       "rdev",     "relatime",
        "rexec",        "ridmap",      "rnoatime",  "rnodev",   "rnodiratime", "rnoexec",  "rnosuid",
        "rnosymfollow", "ro",          "rprivate",  "rro",      "rrw",         "rshared",  "rslave",
        "rsuid",        "runbindable", "rw",        "shared",   "silent",      "slave",    "strictatime",
        "suid",         "symfollow",   "unbindable"})
    list.emplace_back(name);
  return list;
}

json::object seccomp() {
  json::array actions;
  for (const oci::SeccompActionName& entry : oci::seccomp_actions)
    if (entry.action != oci::SeccompAction::notify) actions.emplace_back(entry.name);
  json::array operators;
  for (const oci::SeccompOperatorName& entry : oci::seccomp_operators) operators.emplace_back(entry.name);
  return {{"enabled", true}, {"actions", std::move(actions)}, {"operators", std::move(operators)}};
}

json::object linux_features() {
  json::array namespaces;
  for (uint8_t i = 0; i <= static_cast<uint8_t>(oci::NamespaceType::cgroup); ++i)
    namespaces.emplace_back(oci::to_string(static_cast<oci::NamespaceType>(i)));
  json::array capabilities;
  for (int number = 0; number < oci::capability_count; ++number)
    capabilities.emplace_back(oci::capability_name(number));
  return {{"namespaces", std::move(namespaces)},
          {"capabilities", std::move(capabilities)},
          {"cgroup", {{"v1", true}, {"v2", true}, {"systemd", true}, {"systemdUser", true}, {"rdma", false}}},
          {"seccomp", seccomp()},
          {"apparmor", {{"enabled", true}}},
          {"selinux", {{"enabled", true}}},
          {"intelRdt", {{"enabled", false}}},
          {"mountExtensions", {{"idmap", {{"enabled", true}}}}}};
}

Result<int> features(const GlobalOptions&, std::vector<std::string> arguments) {
  CLI::App app("Print what this runtime can do, as JSON", "bulkhead features");
  const Parsed parsed = parse(app, std::move(arguments));
  if (parsed.finished) return parsed.exit_code;
  json::array hooks;
  for (const char* kind : {"prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"})
    hooks.emplace_back(kind);
  json::array unsafe;
  unsafe.emplace_back("org.bulkhead.lower");
  unsafe.emplace_back("org.bulkhead.root");
  const json::object document{{"ociVersionMin", "1.0.0"},
                              {"ociVersionMax", oci::spec_version},
                              {"hooks", std::move(hooks)},
                              {"mountOptions", mount_options()},
                              {"linux", linux_features()},
                              {"annotations", {{"org.bulkhead.version", BULKHEAD_VERSION}}},
                              {"potentiallyUnsafeConfigAnnotations", std::move(unsafe)}};
  print(oci::indented(document));
  return 0;
}

}  // namespace

extern const Command features_command;
const Command features_command{"features", "print what this runtime can do", features};

}  // namespace bulkhead::cli
