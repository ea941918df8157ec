#include "sys/namespace.h"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "sys/checked.h"
#include "sys/file.h"

namespace bulkhead::sys {

Status unshare_namespaces(uint64_t flags) {
  return check(::unshare(static_cast<int>(flags)), [&] { return format("unshare({:#x})", flags); });
}

Status join_namespaces(Fd target, uint64_t flags) {
  return check(::setns(target.number(), static_cast<int>(flags)),
               [&] { return format("setns({}, {:#x})", target.number(), flags); });
}

Result<UniqueFd> open_namespace(int pid, const char* name) {
  return open_file(format("/proc/{}/ns/{}", pid, name), O_RDONLY);
}

uint64_t namespace_flag_of(Fd namespace_fd) {
  const int flag = ::ioctl(namespace_fd.number(), NS_GET_NSTYPE);
  return flag < 0 ? 0 : static_cast<uint64_t>(flag);
}

Status write_id_map(int pid, const char* file, const IdMap& map) {
  std::string lines;
  for (const IdRange& range : map.ranges()) lines += format("{} {} {}\n", range.container, range.host, range.size);
  return write_file(format("/proc/{}/{}", pid, file), lines);
}

Status deny_setgroups(int pid) { return write_file(format("/proc/{}/setgroups", pid), "deny"); }

Status set_host_name(std::string_view name) {
  return check(::sethostname(name.data(), name.size()), [&] { return format("sethostname({})", quoted(name)); });
}

Status set_domain_name(std::string_view name) {
  return check(::setdomainname(name.data(), name.size()), [&] { return format("setdomainname({})", quoted(name)); });
}

}  // namespace bulkhead::sys
