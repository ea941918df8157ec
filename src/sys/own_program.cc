#include "sys/own_program.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/statvfs.h>

#include "base/parse.h"
#include "sys/checked.h"
#include "sys/environment.h"
#include "sys/file.h"
#include "sys/mount.h"
#include "sys/process.h"

namespace bulkhead::sys {
namespace {

constexpr const char* own_program = "/proc/self/exe";
constexpr int all_seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

// What execve(2) takes of arguments where the stack has its usual limit of 8 MiB.
constexpr size_t longest_command_line = 2 << 20;

// Linux 6.3 wants to hear that it will be executed (vm.memfd_noexec); older kernels do not know the flag.
Result<UniqueFd> executable_memory_file() {
  constexpr unsigned mfd_exec = 0x10;
  constexpr unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int number = ::memfd_create("bulkhead", flags | mfd_exec);
  if (number < 0 && errno == EINVAL) number = ::memfd_create("bulkhead", flags);
  TRY(check(number, [] {
        return std::string("memfd_create(bulkhead)");
      }).hint("the sysctl vm.memfd_noexec may forbid it: install the program where its user cannot write it"));
  return UniqueFd(number);
}

}  // namespace

Result<UniqueFd> open_own_program() { return open_file(own_program, O_RDONLY); }

bool is_sealed(Fd program) {
  const int seals = ::fcntl(program.number(), F_GET_SEALS);
  if (seals >= 0 && (seals & F_SEAL_WRITE) != 0) return true;
  struct statvfs found {};
  return ::fstatvfs(program.number(), &found) == 0 && (found.f_flag & ST_RDONLY) != 0;
}

Result<UniqueFd> read_only_own_program() {
  DetachedMount copy = TRY(DetachedMount::copy_of(own_program, false));
  TRY(copy.change({.set = MOUNT_ATTR_RDONLY}, false));
  return std::move(copy).release();
}

Result<UniqueFd> sealed_copy(Fd program) {
  const struct stat found = TRY(stat_fd(program));
  UniqueFd copy = TRY(executable_memory_file());
  for (off_t done = 0; done < found.st_size;) {
    const size_t rest = static_cast<size_t>(found.st_size - done);
    const ssize_t sent = TRY(checked(::sendfile(copy.number(), program.number(), &done, rest),
                                     [&] { return format("sendfile({} bytes of the program)", rest); }));
    if (sent == 0) return Error::protocol("the program became shorter while it was copied");
  }
  TRY(check(::fcntl(copy.number(), F_ADD_SEALS, all_seals), [] { return std::string("fcntl(F_ADD_SEALS)"); }));
  return copy;
}

Status start_over_in(Fd program) {
  const std::string text = TRY(read_file("/proc/self/cmdline", longest_command_line));
  std::vector<std::string> arguments;
  for (std::string_view argument : split(text, '\0')) arguments.emplace_back(argument);
  arguments.pop_back();  // each ends with a NUL
  return execute(program, arguments, environment());
}

}  // namespace bulkhead::sys
