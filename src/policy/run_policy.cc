#include "policy/run_policy.h"

#include <algorithm>

#include "base/format.h"
#include "base/parse.h"
#include "policy/default_seccomp.h"
#include "policy/run_parts.h"

namespace bulkhead::policy {
namespace {

using oci::NamespaceType;

struct OwnNamespace {
  NamespaceType type;
  const char* control;
};
constexpr OwnNamespace own_namespaces[] = {
    {NamespaceType::pid, "processes/pid-namespace"},       {NamespaceType::mount, "filesystem/mount-namespace"},
    {NamespaceType::uts, "privilege/uts-namespace"},       {NamespaceType::ipc, "ipc/ipc-namespace"},
    {NamespaceType::network, "network/network-namespace"}, {NamespaceType::cgroup, "resources/cgroup-namespace"},
    {NamespaceType::user, "processes/user-namespace"},
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

Status check_lowered(const RunOptions& options) {
  for (const std::string& control : options.lower)
    if (control.empty() || control.find(',') != std::string::npos)
      return option_error("--lower", format("{} is not the id of a control", quoted(control)))
          .hint("`bulkhead explain` lists them; the option may be given more than once");
  // Everything else is built with mounts: in the host's own table they would change the host.
  if (is_lowered(options, "filesystem/mount-namespace"))
    return Error::refused("--lower filesystem/mount-namespace: the container's mounts would be made in the host's tree")
        .hint("--lower filesystem/pivot-root shows what a root without its own tree is worth");
  return {};
}

Status set_network(const RunOptions& options) {
  if (options.network.empty() || options.network == "none") return {};
  if (options.network != "host")
    return option_error("--network", format("{} is not none or host", quoted(options.network)));
  if (is_lowered(options, "network/network-namespace")) return {};
  return Error::refused("--network host: the container could use every address and interface of the host")
      .hint("to say so: --lower network/network-namespace");
}

Result<std::string> hostname_of(const RunOptions& options) {
  if (is_lowered(options, "privilege/uts-namespace")) {
    if (options.hostname.empty()) return std::string();
    return option_error("--hostname", "privilege/uts-namespace is lowered: it would rename the host");
  }
  const std::string& name = options.hostname;
  if (name.empty()) return options.id.substr(0, 12);
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
  };
  if (name.size() > 64 || !std::all_of(name.begin(), name.end(), plain))
    return option_error("--hostname", format("{}: at most 64 letters, digits and . - _", quoted(name)));
  return name;
}

Status set_root(const RunOptions& options, oci::Spec& spec) {
  spec.root.emplace();
  if (!options.tmpfs_size.empty()) {
    const uint64_t bytes = TRY(parse_bytes(options.tmpfs_size).context("--tmpfs-size"));
    if (bytes < 4096)
      return option_error("--tmpfs-size", format("{} is less than one page", quoted(options.tmpfs_size)));
    spec.annotations["org.bulkhead.root.size"] = format("{}", bytes);
  }
  if (options.rootfs.empty()) {
    if (options.read_write) return option_error("--rw", "only a root given with --rootfs can be changed");
    spec.annotations["org.bulkhead.root"] = "embedded";
    spec.root->readonly = !is_lowered(options, "filesystem/readonly-root");
    return {};
  }
  if (!options.rootfs.starts_with('/'))
    return option_error("--rootfs", format("{} is not absolute", quoted(options.rootfs)));
  spec.root->path = options.rootfs;
  if (!options.read_write) spec.annotations["org.bulkhead.root.overlay"] = "tmpfs";
  return {};
}

Status add_annotations(const RunOptions& options, oci::Spec& spec) {
  for (const std::string& text : options.annotations) {
    auto [key, value] = TRY(key_and_value("--annotation", text));
    if (key.starts_with("org.bulkhead."))
      return option_error("--annotation", format("{}: these keys are set by the options of run", quoted(key)));
    spec.annotations[std::move(key)] = std::move(value);
  }
  for (const std::string& text : options.sysctl) {
    auto [key, value] = TRY(key_and_value("--sysctl", text));
    spec.linux.sysctl[std::move(key)] = std::move(value);
  }
  return {};
}

}  // namespace

bool is_lowered(const RunOptions& options, std::string_view control) {
  return std::find(options.lower.begin(), options.lower.end(), control) != options.lower.end();
}

Error option_error(std::string_view option, const std::string& message) {
  return Error::config(format("{}: {}", option, message));
}

Result<std::pair<std::string, std::string>> key_and_value(std::string_view option, const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return option_error(option, format("{} is not KEY=VALUE", quoted(text)));
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

Result<oci::Spec> run_spec(const RunOptions& options, const HostFacts& host) {
  TRY(check_lowered(options));
  TRY(set_network(options));
  oci::Spec spec;
  TRY(set_root(options, spec));
  spec.process = TRY(run_process(options, host));
  spec.hostname = TRY(hostname_of(options));
  spec.mounts = TRY(run_mounts(options, host));
  add_covered_paths(options, spec.linux);
  RunLimits limits = TRY(run_limits(options, host));
  spec.linux.resources = std::move(limits.resources);
  for (const OwnNamespace& entry : own_namespaces)
    if (!is_lowered(options, entry.control)) spec.linux.namespaces.push_back({entry.type, ""});
  TRY(add_annotations(options, spec));
  if (!is_lowered(options, "processes/user-namespace")) spec.annotations["org.bulkhead.userns"] = "auto";
  spec.annotations["org.bulkhead.landlock"] = "on";
  if (!is_lowered(options, "privilege/seccomp")) spec.linux.seccomp = default_seccomp();
  if (!options.lower.empty()) spec.annotations["org.bulkhead.lower"] = joined(options.lower);
  if (!limits.asked.empty()) spec.annotations["org.bulkhead.explicit-limits"] = joined(limits.asked);
  return spec;
}

}  // namespace bulkhead::policy
