#include "sys/root_dir.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/parse.h"
#include "sys/checked.h"

namespace bulkhead::sys {

Result<UniqueFd> RootDir::open_resolving(const std::string& path, int flags, mode_t mode, uint64_t resolve) const {
  struct open_how how {};
  how.flags = static_cast<uint64_t>(flags | O_CLOEXEC);
  how.mode = mode;
  how.resolve = resolve | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 0;; ++attempt) {
    const long fd = ::syscall(SYS_openat2, root_.number(), path.empty() ? "." : path.c_str(), &how, sizeof how);
    if (fd >= 0) return UniqueFd(static_cast<int>(fd));
    // EAGAIN: something was renamed meanwhile and the kernel could not rule out an escape. Bounded, then an error.
    if (errno == EAGAIN && attempt < 64) continue;
    const int number = errno;
    return Error::system(number, format("openat2(root, {}, RESOLVE_IN_ROOT)", quoted(path)))
        .hint(number == ENOSYS ? "openat2 needs Linux 5.6 and a seccomp profile that allows it" : "");
  }
}

Result<UniqueFd> RootDir::open(const std::string& path, int flags, mode_t mode) const {
  return open_resolving(path, flags, mode, RESOLVE_IN_ROOT);
}

Result<UniqueFd> RootDir::open_no_symlinks(const std::string& path, int flags) const {
  return open_resolving(path, flags, 0, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
}

Result<UniqueFd> RootDir::make_directories(const std::string& path, mode_t mode) const {
  Result<UniqueFd> there = open(path, O_PATH | O_DIRECTORY);
  if (there.ok() || there.error().number() != ENOENT) return there;

  // Component by component: each is opened inside the root before the next is made in it, so that mkdirat(2) never
  // resolves more than one plain name (CVE-2024-45310).
  std::string so_far;
  for (std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") return Error::refused(format("{} has a \"..\" where a directory must be made", quoted(path)));
    const std::string parent_path = so_far;
    so_far += '/';
    so_far += part;
    Result<UniqueFd> next = open(so_far, O_PATH | O_DIRECTORY);
    if (next.ok()) continue;
    if (next.error().number() != ENOENT) return next;
    const UniqueFd parent = TRY(open(parent_path, O_PATH | O_DIRECTORY));
    if (::mkdirat(parent.number(), std::string(part).c_str(), mode) < 0 && errno != EEXIST)
      return Error::system(errno, format("mkdir({} in the container's root)", quoted(so_far)));
  }
  return open(path, O_PATH | O_DIRECTORY);
}

Result<UniqueFd> RootDir::make_mount_file(const std::string& path) const {
  Result<UniqueFd> there = open(path, O_PATH);
  if (there.ok() || there.error().number() != ENOENT) return there;
  const size_t slash = path.find_last_of('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const UniqueFd parent = TRY(make_directories(slash == std::string::npos ? "" : path.substr(0, slash), 0755));
  const int fd = ::openat(parent.number(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0 && errno != EEXIST)
    return Error::system(errno, format("create({} in the container's root)", quoted(path)));
  if (fd >= 0) close_fd(fd);
  return open(path, O_PATH);
}

Status change_root(Fd directory) {
  TRY(check(::fchdir(directory.number()), [] { return std::string("fchdir(new root)"); }));
  TRY(check(::chroot("."), [] { return std::string("chroot(\".\")"); }));
  return check(::chdir("/"), [] { return std::string("chdir(\"/\")"); });
}

}  // namespace bulkhead::sys
