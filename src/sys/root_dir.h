// The only way to touch anything below a container's root. Every path is resolved by the kernel inside the root
// (openat2(2) RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS, Linux 5.6): a symlink of the image, whatever it says, ends inside.
// This closes the largest class of container escapes (CVE-2014-6407 ... CVE-2025-31133) in one place.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

class RootDir {
 public:
  explicit RootDir(Fd root) : root_(root) {}  // borrowed; must outlive this

  Fd fd() const { return root_; }

  // Follows symlinks, but never out of the root.
  Result<UniqueFd> open(const std::string& path, int flags, mode_t mode = 0) const;
  // Like open(), but any symlink on the way is ELOOP: for places where an image has no business to plant one.
  Result<UniqueFd> open_no_symlinks(const std::string& path, int flags) const;

  // A directory, made with its parents where missing; O_PATH descriptor on it. `exists` tells a caller what it found.
  Result<UniqueFd> make_directories(const std::string& path, mode_t mode) const;
  // An empty regular file to mount on, made with its parents where missing; O_PATH descriptor on whatever is there.
  Result<UniqueFd> make_mount_file(const std::string& path) const;

 private:
  Result<UniqueFd> open_resolving(const std::string& path, int flags, mode_t mode, uint64_t resolve) const;
  Fd root_;
};

// chroot(2) and chdir("/").
Status change_root(Fd directory);

}  // namespace bulkhead::sys
