#include "sys/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <memory>

#include "base/parse.h"
#include "sys/checked.h"

namespace bulkhead::sys {
namespace {

std::string at(Fd directory, const std::string& name) {
  if (directory.number() == AT_FDCWD || name.starts_with('/')) return quoted(name);
  return format("{}, {}", directory.number(), quoted(name));
}

}  // namespace

Result<UniqueFd> open_at(Fd directory, const std::string& name, int flags, mode_t mode) {
  const int number = TRY(checked(::openat(directory.number(), name.c_str(), flags | O_CLOEXEC, mode),
                                 [&] { return format("open({})", at(directory, name)); }));
  return UniqueFd(number);
}

Result<UniqueFd> open_file(const std::string& path, int flags, mode_t mode) {
  return open_at(Fd(AT_FDCWD), path, flags, mode);
}

Result<size_t> read_some(Fd fd, std::span<char> buffer) {
  const ssize_t count = ::read(fd.number(), buffer.data(), buffer.size());
  if (count < 0) return Error::system(errno, format("read({})", fd.number()));
  return static_cast<size_t>(count);
}

Result<std::string> read_all(Fd fd, size_t limit) {
  std::string data;
  size_t room = 4096;
  for (;;) {
    const size_t filled = data.size();
    data.resize(filled + room);
    const ssize_t count = ::read(fd.number(), data.data() + filled, room);
    if (count < 0 && errno == EINTR) {
      data.resize(filled);
      continue;
    }
    if (count < 0) return Error::system(errno, format("read({})", fd.number()));
    data.resize(filled + static_cast<size_t>(count));
    if (data.size() > limit) return Error::system(EFBIG, format("read({}): more than {} bytes", fd.number(), limit));
    if (count == 0) return data;
    if (room < 256 * 1024) room *= 2;
  }
}

Result<std::string> read_file_at(Fd directory, const std::string& name, size_t limit) {
  const UniqueFd fd = TRY(open_at(directory, name, O_RDONLY | O_NOCTTY));
  return read_all(fd, limit).context(format("read {}", quoted(name)));
}

Result<std::string> read_file(const std::string& path, size_t limit) { return read_file_at(Fd(AT_FDCWD), path, limit); }

Status write_all(Fd fd, std::string_view data) {
  while (!data.empty()) {
    const ssize_t count = ::write(fd.number(), data.data(), data.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error::system(errno, format("write({}, {} bytes)", fd.number(), data.size()));
    data.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

Status write_file_at(Fd directory, const std::string& name, std::string_view data) {
  const UniqueFd fd = TRY(open_at(directory, name, O_WRONLY));
  const ssize_t count = ::write(fd.number(), data.data(), data.size());
  if (count == static_cast<ssize_t>(data.size())) return {};
  return Error::system(count < 0 ? errno : EIO, format("write({}, {})", at(directory, name), quoted(data)));
}

Status write_file(const std::string& path, std::string_view data) { return write_file_at(Fd(AT_FDCWD), path, data); }

Status create_file_at(Fd directory, const std::string& name, std::string_view data, mode_t mode) {
  const UniqueFd fd = TRY(open_at(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode));
  return write_all(fd, data).context(format("create {}", quoted(name)));
}

Status replace_file_at(Fd directory, const std::string& name, std::string_view data, mode_t mode) {
  const std::string fresh = format(".{}.{}", name, static_cast<int64_t>(::getpid()));
  const Status created = create_file_at(directory, fresh, data, mode);
  if (!created.ok()) {
    ::unlinkat(directory.number(), fresh.c_str(), 0);
    TRY(create_file_at(directory, fresh, data, mode));
  }
  return check(::renameat(directory.number(), fresh.c_str(), directory.number(), name.c_str()),
               [&] { return format("rename({}, {})", quoted(fresh), quoted(name)); });
}

Result<std::string> read_link_at(Fd directory, const std::string& name) {
  char target[PATH_MAX];
  const ssize_t length = TRY(checked(::readlinkat(directory.number(), name.c_str(), target, sizeof target),
                                     [&] { return format("readlink({})", at(directory, name)); }));
  return std::string(target, static_cast<size_t>(length));
}

Status make_directory_at(Fd directory, const std::string& name, mode_t mode) {
  return check(::mkdirat(directory.number(), name.c_str(), mode),
               [&] { return format("mkdir({}, {:04o})", at(directory, name), static_cast<unsigned>(mode)); });
}

Status make_directory(const std::string& path, mode_t mode) { return make_directory_at(Fd(AT_FDCWD), path, mode); }

Status make_directories(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return {};
  if (errno != ENOENT) return Error::system(errno, format("mkdir({})", quoted(path)));
  const size_t slash = path.find_last_of('/');
  if (slash == std::string::npos || slash == 0) return Error::system(ENOENT, format("mkdir({})", quoted(path)));
  TRY(make_directories(path.substr(0, slash), mode));
  if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return {};
  return Error::system(errno, format("mkdir({})", quoted(path)));
}

Status make_symlink_at(Fd directory, const std::string& target, const std::string& name) {
  return check(::symlinkat(target.c_str(), directory.number(), name.c_str()),
               [&] { return format("symlink({}, {})", quoted(target), at(directory, name)); });
}

Status make_node_at(Fd directory, const std::string& name, mode_t mode, dev_t device) {
  return check(::mknodat(directory.number(), name.c_str(), mode, device), [&] {
    return format("mknod({}, {:o}, {}:{})", at(directory, name), static_cast<unsigned>(mode),
                  static_cast<unsigned>(device >> 8 & 0xfff), static_cast<unsigned>(device & 0xff));
  });
}

Status make_fifo_at(Fd directory, const std::string& name, mode_t mode) {
  return check(::mkfifoat(directory.number(), name.c_str(), mode),
               [&] { return format("mkfifo({})", at(directory, name)); });
}

Status remove_file_at(Fd directory, const std::string& name) {
  if (::unlinkat(directory.number(), name.c_str(), 0) == 0 || errno == ENOENT) return {};
  return Error::system(errno, format("unlink({})", at(directory, name)));
}

Status remove_directory_at(Fd directory, const std::string& name) {
  if (::unlinkat(directory.number(), name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
  return Error::system(errno, format("rmdir({})", at(directory, name)));
}

Status remove_directory(const std::string& path) { return remove_directory_at(Fd(AT_FDCWD), path); }

Status change_owner_at(Fd directory, const std::string& name, uid_t uid, gid_t gid) {
  return check(::fchownat(directory.number(), name.c_str(), uid, gid, AT_SYMLINK_NOFOLLOW),
               [&] { return format("chown({}, {}:{})", at(directory, name), uid, gid); });
}

Status change_owner(Fd fd, uid_t uid, gid_t gid) {
  return check(::fchown(fd.number(), uid, gid), [&] { return format("fchown({}, {}:{})", fd.number(), uid, gid); });
}

Status change_mode_at(Fd directory, const std::string& name, mode_t mode) {
  return check(::fchmodat(directory.number(), name.c_str(), mode, 0),
               [&] { return format("chmod({}, {:04o})", at(directory, name), static_cast<unsigned>(mode)); });
}

Result<struct stat> stat_fd(Fd fd) {
  struct stat found {};
  TRY(check(::fstat(fd.number(), &found), [&] { return format("fstat({})", fd.number()); }));
  return found;
}

Result<struct stat> stat_path(const std::string& path) {
  struct stat found {};
  TRY(check(::stat(path.c_str(), &found), [&] { return format("stat({})", quoted(path)); }));
  return found;
}

bool exists_at(Fd directory, const std::string& name) {
  return ::faccessat(directory.number(), name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

Result<std::vector<std::string>> list_directory(Fd directory) {
  const UniqueFd own = TRY(open_at(directory, ".", O_RDONLY | O_DIRECTORY));
  alignas(dirent64) char buffer[8192];
  std::vector<std::string> names;
  for (;;) {
    const ssize_t count = TRY(checked(::getdents64(own.number(), buffer, sizeof buffer),
                                      [&] { return format("getdents64({})", directory.number()); }));
    if (count == 0) return names;
    for (ssize_t offset = 0; offset < count;) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer + offset);
      offset += entry->d_reclen;
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
  }
}

Result<int64_t> file_system_magic(const std::string& path) {
  struct statfs found {};
  TRY(check(::statfs(path.c_str(), &found), [&] { return format("statfs({})", quoted(path)); }));
  return static_cast<int64_t>(found.f_type);
}

Result<int64_t> file_system_magic_of(Fd fd) {
  struct statfs found {};
  TRY(check(::fstatfs(fd.number(), &found), [&] { return format("fstatfs({})", fd.number()); }));
  return static_cast<int64_t>(found.f_type);
}

Result<std::string> current_directory() {
  char path[PATH_MAX];
  if (::getcwd(path, sizeof path) == nullptr) return Error::system(errno, "getcwd()");
  return std::string(path);
}

Status close_all_from(int first, const std::vector<int>& except) {
  std::vector<int> kept = except;
  std::sort(kept.begin(), kept.end());
  for (int keep : kept) {
    if (keep < first) continue;
    if (keep > first)
      TRY(check(::syscall(SYS_close_range, first, keep - 1, 0), [&] { return format("close_range({}..)", first); }));
    first = keep + 1;
  }
  return check(::syscall(SYS_close_range, first, ~0U, 0), [&] { return format("close_range({}..)", first); });
}

Status cloexec_all_from(int first) {
  return check(::syscall(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC),
               [&] { return format("close_range({}.., CLOSE_RANGE_CLOEXEC)", first); });
}

Status set_cloexec(Fd fd, bool on) {
  return check(::fcntl(fd.number(), F_SETFD, on ? FD_CLOEXEC : 0),
               [&] { return format("fcntl({}, F_SETFD)", fd.number()); });
}

Status duplicate_to(Fd fd, int number) {
  if (fd.number() == number) return set_cloexec(fd, false);
  return check(::dup2(fd.number(), number), [&] { return format("dup2({}, {})", fd.number(), number); });
}

Result<UniqueFd> duplicate(Fd fd) {
  const int number = TRY(checked(::fcntl(fd.number(), F_DUPFD_CLOEXEC, 3),
                                 [&] { return format("fcntl({}, F_DUPFD_CLOEXEC)", fd.number()); }));
  return UniqueFd(number);
}

Status set_nonblocking(Fd fd, bool on) {
  const int flags =
      TRY(checked(::fcntl(fd.number(), F_GETFL), [&] { return format("fcntl({}, F_GETFL)", fd.number()); }));
  return check(::fcntl(fd.number(), F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK),
               [&] { return format("fcntl({}, F_SETFL)", fd.number()); });
}

Result<Pipe> make_pipe() {
  int ends[2];
  TRY(check(::pipe2(ends, O_CLOEXEC), [] { return std::string("pipe2(O_CLOEXEC)"); }));
  Pipe pipe;
  pipe.read_end = UniqueFd(ends[0]);
  pipe.write_end = UniqueFd(ends[1]);
  return pipe;
}

}  // namespace bulkhead::sys
