#include "sys/mount.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/parse.h"
#include "sys/checked.h"

extern "C" {
int mount(const char* source, const char* target, const char* type, unsigned long flags, const void* data) noexcept;
int umount2(const char* target, int flags) noexcept;
}

namespace bulkhead::sys {
namespace {

// <sys/mount.h> and <linux/mount.h> of Debian 12 cannot be included together.
constexpr unsigned long ms_rec = 16384;
constexpr unsigned long ms_private = 1UL << 18;
constexpr unsigned long ms_slave = 1UL << 19;
constexpr int mnt_detach = 2;

// The kernel explains a refused fsconfig in the context's log, one line per read.
std::string kernel_log(Fd context) {
  char line[512];
  const ssize_t length = ::read(context.number(), line, sizeof line - 1);
  if (length <= 2) return {};
  return format(" [kernel: {}]", trimmed(std::string_view(line, static_cast<size_t>(length)).substr(2)));
}

Status configure(Fd context, const std::string& type, const std::pair<std::string, std::string>& option) {
  const bool flag = option.second.empty();
  const long result = ::syscall(SYS_fsconfig, context.number(), flag ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING,
                                option.first.c_str(), flag ? nullptr : option.second.c_str(), 0);
  return check(result, [&] {
    const int saved = errno;
    std::string text = format("fsconfig({}, {}={}){}", type, option.first, quoted(option.second), kernel_log(context));
    errno = saved;
    return text;
  });
}

Status set_attributes(Fd place, const mount_attr& attributes, bool recursive, const std::string& what) {
  const unsigned flags = AT_EMPTY_PATH | (recursive ? unsigned{AT_RECURSIVE} : 0u);
  return check(::syscall(SYS_mount_setattr, place.number(), "", flags, &attributes, sizeof attributes), [&] {
    return format("mount_setattr({}, set={:#x}, clear={:#x}{})", what, uint64_t{attributes.attr_set},
                  uint64_t{attributes.attr_clr}, recursive ? ", recursive" : "");
  });
}

mount_attr to_kernel(const MountAttributes& attributes) {
  mount_attr kernel{};
  kernel.attr_set = attributes.set;
  kernel.attr_clr = attributes.clear;
  kernel.propagation = attributes.propagation;
  // The access-time bits are one field of several values: setting one clears the others first.
  if (attributes.set & (MOUNT_ATTR_NOATIME | MOUNT_ATTR_STRICTATIME)) kernel.attr_clr |= MOUNT_ATTR__ATIME;
  return kernel;
}

Status attach_fd(Fd tree, int directory, const char* path, const std::string& what) {
  const unsigned flags = MOVE_MOUNT_F_EMPTY_PATH | (path[0] == '\0' ? MOVE_MOUNT_T_EMPTY_PATH : 0u);
  return check(::syscall(SYS_move_mount, tree.number(), "", directory, path, flags),
               [&] { return format("move_mount({})", what); });
}

Result<DetachedMount> clone_tree(int directory, const char* path, unsigned flags, const std::string& what) {
  const long fd = TRY(checked(::syscall(SYS_open_tree, directory, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | flags),
                              [&] { return format("open_tree({}, OPEN_TREE_CLONE)", what); }));
  return DetachedMount(UniqueFd(static_cast<int>(fd)), what);
}

}  // namespace

Result<DetachedMount> DetachedMount::create(const std::string& type, const std::string& source, const Options& options,
                                            uint64_t attributes) {
  const long context_number = TRY(
      checked(::syscall(SYS_fsopen, type.c_str(), FSOPEN_CLOEXEC), [&] { return format("fsopen({})", quoted(type)); }));
  const UniqueFd context(static_cast<int>(context_number));
  if (!source.empty()) TRY(configure(context, type, {"source", source}));
  for (const auto& option : options) TRY(configure(context, type, option));
  TRY(check(::syscall(SYS_fsconfig, context.number(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0), [&] {
    const int saved = errno;
    std::string text = format("fsconfig({}, FSCONFIG_CMD_CREATE){}", type, kernel_log(context));
    errno = saved;
    return text;
  }));
  const long fd = TRY(checked(::syscall(SYS_fsmount, context.number(), FSMOUNT_CLOEXEC, attributes),
                              [&] { return format("fsmount({}, {:#x})", type, attributes); }));
  return DetachedMount(UniqueFd(static_cast<int>(fd)), "detached " + type);
}

Result<DetachedMount> DetachedMount::copy_of(const std::string& path, bool recursive) {
  return clone_tree(AT_FDCWD, path.c_str(), recursive ? unsigned{AT_RECURSIVE} : 0u, quoted(path));
}

Result<DetachedMount> DetachedMount::copy_of(Fd place, bool recursive) {
  return clone_tree(place.number(), "", unsigned{AT_EMPTY_PATH} | (recursive ? unsigned{AT_RECURSIVE} : 0u),
                    format("descriptor {}", place.number()));
}

Status DetachedMount::change(const MountAttributes& attributes, bool recursive) {
  if (!attributes.any()) return {};
  return set_attributes(fd_, to_kernel(attributes), recursive, name_);
}

Status DetachedMount::map_ids(Fd user_namespace, bool recursive) {
  mount_attr kernel{};
  kernel.attr_set = MOUNT_ATTR_IDMAP;
  kernel.userns_fd = static_cast<uint64_t>(user_namespace.number());
  return set_attributes(fd_, kernel, recursive, name_ + ", idmap");
}

Result<UniqueFd> DetachedMount::attach(Fd target) && {
  TRY(attach_fd(fd_, target.number(), "", name_));
  return std::move(fd_);
}

Result<UniqueFd> DetachedMount::attach(const std::string& path) && {
  TRY(attach_fd(fd_, AT_FDCWD, path.c_str(), format("{} -> {}", name_, quoted(path))));
  return std::move(fd_);
}

Status change_mount(Fd place, const MountAttributes& attributes, bool recursive) {
  return set_attributes(place, to_kernel(attributes), recursive, format("descriptor {}", place.number()));
}

Status make_tree_private() {
  return check(::mount(nullptr, "/", nullptr, ms_rec | ms_private, nullptr),
               [] { return std::string("mount(\"/\", MS_REC|MS_PRIVATE)"); });
}

Status make_tree_slave() {
  return check(::mount(nullptr, "/", nullptr, ms_rec | ms_slave, nullptr),
               [] { return std::string("mount(\"/\", MS_REC|MS_SLAVE)"); });
}

Status pivot_into(Fd new_root) {
  TRY(check(::fchdir(new_root.number()), [] { return std::string("fchdir(new root)"); }));
  TRY(check(::syscall(SYS_pivot_root, ".", "."), [] { return std::string("pivot_root(\".\", \".\")"); }));
  // The old root is now mounted on the new one, and "." is still its place: detach it by that name.
  TRY(check(::umount2(".", mnt_detach), [] { return std::string("umount2(old root, MNT_DETACH)"); }));
  return check(::chdir("/"), [] { return std::string("chdir(\"/\")"); });
}

Status unmount_detached(const std::string& path) {
  return check(::umount2(path.c_str(), mnt_detach), [&] { return format("umount2({}, MNT_DETACH)", quoted(path)); });
}

}  // namespace bulkhead::sys
