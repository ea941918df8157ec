// Who the program is and what it may do.
#include <algorithm>

#include "base/format.h"
#include "base/parse.h"
#include "oci/capability.h"
#include "policy/run_parts.h"

namespace bulkhead::policy {
namespace {

constexpr uint64_t all_capabilities = (uint64_t{1} << oci::capability_count) - 1;

// Enough for installing packages, adding users and running daemons under them. Not among them, on purpose: NET_RAW
// (forged packets, CVE-2020-14386), MKNOD, SYS_CHROOT (the classic way out of a chroot), AUDIT_WRITE, SETPCAP.
constexpr std::string_view default_capabilities[] = {"CHOWN",  "DAC_OVERRIDE", "FOWNER",           "FSETID", "KILL",
                                                     "SETGID", "SETUID",       "NET_BIND_SERVICE", "SETFCAP"};

Result<uint64_t> capability_bit(std::string_view option, std::string_view name) {
  const std::optional<int> number = oci::capability_number(name);
  if (!number.has_value()) return option_error(option, format("{} is not the name of a capability", quoted(name)));
  return uint64_t{1} << *number;
}

bool is_all(std::string_view name) { return name == "ALL" || name == "all"; }

Result<oci::Capabilities> capabilities_of(const RunOptions& options) {
  uint64_t set = 0;
  for (std::string_view name : default_capabilities) set |= TRY(capability_bit("--cap-add", name));
  if (is_lowered(options, "privilege/capabilities")) set = all_capabilities;
  for (const std::string& name : options.cap_drop) {
    if (is_all(name))
      set = 0;
    else
      set &= ~TRY(capability_bit("--cap-drop", name));
  }
  for (const std::string& name : options.cap_add) {
    if (is_all(name))
      return option_error("--cap-add", "ALL is not offered: name what is needed")
          .hint("--lower privilege/capabilities takes the whole wall down, and says so in the state");
    set |= TRY(capability_bit("--cap-add", name));
  }
  oci::Capabilities capabilities;
  // Inheritable and ambient stay empty: an inheritable set let a file's inheritable set give a bare user what only root
  // had (CVE-2022-24769).
  capabilities.bounding = capabilities.permitted = capabilities.effective = set;
  return capabilities;
}

// "1000", "1000:100". Names would be read from the container's own /etc/passwd, which is its to write.
Result<oci::User> user_of(const RunOptions& options) {
  oci::User user;
  if (options.user.empty()) return user;
  const std::vector<std::string_view> parts = split(options.user, ':');
  if (parts.size() > 2) return option_error("--user", format("{} is not uid[:gid]", quoted(options.user)));
  const auto number = [](std::string_view text) -> Result<uint32_t> {
    Result<uint32_t> id = parse_u32(text);
    // -1 means "leave as it is" to setresuid(2): the program would stay root.
    if (id.ok() && id.value() == UINT32_MAX) return Error::config("4294967295 is no id");
    return id;
  };
  user.uid = TRY(number(parts[0]).context("--user"));
  user.gid = user.uid;
  if (parts.size() == 2) user.gid = TRY(number(parts[1]).context("--user"));
  return user;
}

void set_variable(std::vector<std::string>& env, const std::string& entry) {
  const std::string name = entry.substr(0, entry.find('=') + 1);
  const auto same = std::find_if(env.begin(), env.end(), [&](const std::string& e) { return e.starts_with(name); });
  if (same != env.end())
    *same = entry;
  else
    env.push_back(entry);
}

Result<std::vector<std::string>> environment_of(const RunOptions& options, const oci::User& user) {
  std::vector<std::string> env = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm",
                                  user.uid == 0 ? "HOME=/root" : "HOME=/"};
  for (const std::string& entry : options.env) {
    if (entry.find('=') == std::string::npos || entry[0] == '=')
      return option_error("--env", format("{} is not NAME=VALUE", quoted(entry)));
    set_variable(env, entry);
  }
  return env;
}

Result<std::vector<oci::Rlimit>> limits_of(const RunOptions& options, const HostFacts& host) {
  const uint64_t most = host.nofile_hard;
  uint64_t soft = std::min<uint64_t>(1024, most);
  uint64_t hard = std::min<uint64_t>(4096, most);
  if (options.nofile.has_value()) {
    soft = hard = *options.nofile;
    if (hard < 16) return option_error("--nofile", format("{} open files are too few to start a program", hard));
    if (hard > most && !host.host_root)
      return option_error("--nofile", format("{} is more than this user's own hard limit of {}", hard, most))
          .hint("`ulimit -Hn` shows it; root or /etc/security/limits.conf can raise it");
  }
  // No core files: where core_pattern is a pipe, a program of the host, as the host's root, would be started by a crash in
  // here.
  return std::vector<oci::Rlimit>{{"RLIMIT_NOFILE", soft, hard}, {"RLIMIT_CORE", 0, 0}};
}

}  // namespace

Result<oci::Process> run_process(const RunOptions& options, const HostFacts& host) {
  if (options.command.empty())
    return Error::config("no command was given").hint("bulkhead run -- COMMAND [ARGUMENT...]");
  oci::Process process;
  process.terminal = options.terminal;
  process.args = options.command;
  process.cwd = options.cwd.empty() ? "/" : options.cwd;
  if (!process.cwd.starts_with('/')) return option_error("--cwd", format("{} is not absolute", quoted(process.cwd)));
  process.user = TRY(user_of(options));
  process.env = TRY(environment_of(options, process.user));
  process.capabilities = TRY(capabilities_of(options));
  process.no_new_privileges = !is_lowered(options, "privilege/no-new-privs");
  process.rlimits = TRY(limits_of(options, host));
  return process;
}

}  // namespace bulkhead::policy
