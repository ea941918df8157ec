// Files by descriptor. Paths given here are the host's own (state directory, /sys, bundle); whatever lies below a
// container's root is reached through RootDir only.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

constexpr size_t any_size = SIZE_MAX;

// open(2), openat(2); O_CLOEXEC is always added.
Result<UniqueFd> open_file(const std::string& path, int flags, mode_t mode = 0);
Result<UniqueFd> open_at(Fd directory, const std::string& name, int flags, mode_t mode = 0);

// One read(2): the number of bytes, 0 at the end of the file.
Result<size_t> read_some(Fd fd, std::span<char> buffer);

// Whole contents; longer than `limit` is an error (EFBIG), so that nobody feeds us a gigabyte.
Result<std::string> read_all(Fd fd, size_t limit = any_size);
Result<std::string> read_file(const std::string& path, size_t limit = any_size);
Result<std::string> read_file_at(Fd directory, const std::string& name, size_t limit = any_size);

// One write(2) of everything to a file that exists (kernel files). The error names file and value.
Status write_file(const std::string& path, std::string_view data);
Status write_file_at(Fd directory, const std::string& name, std::string_view data);
Status write_all(Fd fd, std::string_view data);

// A new file (O_EXCL, O_NOFOLLOW), or one that replaces the old atomically by rename(2).
Status create_file_at(Fd directory, const std::string& name, std::string_view data, mode_t mode);
Status replace_file_at(Fd directory, const std::string& name, std::string_view data, mode_t mode);

Result<std::string> read_link_at(Fd directory, const std::string& name);
Status make_directory(const std::string& path, mode_t mode);    // EEXIST is an error
Status make_directories(const std::string& path, mode_t mode);  // like mkdir -p
Status make_directory_at(Fd directory, const std::string& name, mode_t mode);
Status make_symlink_at(Fd directory, const std::string& target, const std::string& name);
Status make_node_at(Fd directory, const std::string& name, mode_t mode, dev_t device);
Status make_fifo_at(Fd directory, const std::string& name, mode_t mode);
Status remove_file_at(Fd directory, const std::string& name);                         // ENOENT is done
Status remove_directory(const std::string& path);                                     // ENOENT is done
Status remove_directory_at(Fd directory, const std::string& name);                    // ENOENT is done
Status change_owner_at(Fd directory, const std::string& name, uid_t uid, gid_t gid);  // does not follow links
Status change_owner(Fd fd, uid_t uid, gid_t gid);
Status change_mode_at(Fd directory, const std::string& name, mode_t mode);

Result<struct stat> stat_fd(Fd fd);
Result<struct stat> stat_path(const std::string& path);         // follows links
bool exists_at(Fd directory, const std::string& name);          // does not follow a link
Result<std::vector<std::string>> list_directory(Fd directory);  // without . and .., unsorted
Result<int64_t> file_system_magic(const std::string& path);     // statfs(2) f_type
constexpr int64_t proc_magic = 0x9fa0;                          // PROC_SUPER_MAGIC
Result<int64_t> file_system_magic_of(Fd fd);
Result<std::string> current_directory();

// Closes every descriptor from `first` on, except those listed (close_range(2), Linux 5.9).
Status close_all_from(int first, const std::vector<int>& except = {});
// Marks every descriptor from `first` on close-on-exec (CLOSE_RANGE_CLOEXEC, Linux 5.11).
Status cloexec_all_from(int first);
Status set_cloexec(Fd fd, bool on);
Status duplicate_to(Fd fd, int number);  // dup2: the copy is inherited across exec
Result<UniqueFd> duplicate(Fd fd);       // close-on-exec copy
Status set_nonblocking(Fd fd, bool on);

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};
Result<Pipe> make_pipe();

}  // namespace bulkhead::sys
