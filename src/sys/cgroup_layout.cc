#include "sys/cgroup_layout.h"

#include <dirent.h>

#include <algorithm>
#include <memory>

#include "base/format.h"
#include "base/parse.h"
#include "sys/file.h"

namespace bulkhead::sys {
namespace {

constexpr int64_t cgroup2_magic = 0x63677270;  // CGROUP2_SUPER_MAGIC
constexpr int64_t cgroup1_magic = 0x27e0eb;    // CGROUP_SUPER_MAGIC
const char* const top = "/sys/fs/cgroup";

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

}  // namespace

bool CgroupHierarchy::carries(std::string_view controller) const {
  if (version != CgroupVersion::v1) return false;
  const std::vector<std::string_view> names = split(name, ',');
  return std::find(names.begin(), names.end(), controller) != names.end();
}

Result<CgroupLayout> CgroupLayout::detect() {
  CgroupLayout layout;
  const int64_t magic = TRY(file_system_magic(top));
  if (magic == cgroup2_magic) {
    layout.hierarchies.push_back({"unified", top, CgroupVersion::v2});
    return layout;
  }
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(top));
  if (!directory) return Error::system(errno, format("opendir({})", top));
  while (const dirent* entry = ::readdir(directory.get())) {
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
    const std::string mount = format("{}/{}", top, static_cast<const char*>(entry->d_name));
    const int64_t kind = TRY(file_system_magic(mount));
    if (kind == cgroup1_magic) layout.hierarchies.push_back({entry->d_name, mount, CgroupVersion::v1});
    if (kind == cgroup2_magic) layout.hierarchies.push_back({entry->d_name, mount, CgroupVersion::v2});
  }
  if (layout.hierarchies.empty())
    return Error::unsupported(format("no cgroup file system is mounted on {}: nothing can be limited", top))
        .hint("mount -t cgroup2 cgroup2 /sys/fs/cgroup");
  std::sort(layout.hierarchies.begin(), layout.hierarchies.end(),
            [](const CgroupHierarchy& a, const CgroupHierarchy& b) { return a.name < b.name; });
  return layout;
}

}  // namespace bulkhead::sys
