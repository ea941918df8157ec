#include "sys/security_module.h"

#include <fcntl.h>

#include <cerrno>

#include "base/format.h"
#include "sys/file.h"

namespace bulkhead::sys {

bool apparmor_enabled() {
  const Result<std::string> text = read_file("/sys/module/apparmor/parameters/enabled", 16);
  return text.ok() && text.value().starts_with('Y');
}

// The file system is registered when the module was initialized at boot, and not otherwise.
bool selinux_enabled() {
  const Result<std::string> text = read_file("/proc/filesystems", 65536);
  return text.ok() && text.value().find("selinuxfs") != std::string::npos;
}

Result<UniqueFd> open_proc() {
  UniqueFd proc = TRY(open_file("/proc", O_PATH | O_DIRECTORY | O_NOFOLLOW));
  const int64_t magic = TRY(file_system_magic_of(proc));
  if (magic != proc_magic) return Error::refused("/proc is no procfs: a label written there would go elsewhere");
  return proc;
}

Status set_apparmor_on_exec(Fd proc, const std::string& profile) {
  const std::string command = "exec " + profile;
  Status written = write_file_at(proc, "self/attr/apparmor/exec", command);
  // Before Linux 5.8 the modules shared one file.
  if (!written.ok() && written.error().number() == ENOENT) written = write_file_at(proc, "self/attr/exec", command);
  return written;
}

Status set_selinux_on_exec(Fd proc, const std::string& label) { return write_file_at(proc, "self/attr/exec", label); }

}  // namespace bulkhead::sys
