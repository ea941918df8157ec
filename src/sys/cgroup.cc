#include "sys/cgroup.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/format.h"
#include "base/parse.h"
#include "sys/cgroup_tree.h"
#include "sys/checked.h"
#include "sys/file.h"

namespace bulkhead::sys {
namespace {

// The controllers that the runtime may limit with; others of a machine stay as they are.
constexpr std::string_view wanted_controllers[] = {"cpuset", "cpu", "io", "memory", "hugetlb", "pids"};

Status check_path(const std::string& path) {
  if (path.size() < 2 || path[0] != '/' || path.size() > 3000)
    return Error::config(format("cgroup path {}: an absolute path below the root is needed", quoted(path)));
  for (std::string_view part : split(std::string_view(path).substr(1), '/')) {
    if (part.empty() || part == "." || part == ".." || part.find('\n') != std::string_view::npos)
      return Error::config(format("cgroup path {}: empty parts, . and .. have no place in it", quoted(path)));
  }
  return {};
}

bool not_permitted(const Error& error) {
  return error.number() == EACCES || error.number() == EPERM || error.number() == EROFS;
}

}  // namespace

Status Cgroup::make_in(const CgroupHierarchy& hierarchy) {
  const std::string directory = hierarchy.mount + path_;
  TRY(make_leaf(hierarchy, path_, wanted_controllers));
  directories_.push_back({hierarchy.name, directory, hierarchy.version});
  if (hierarchy.carries("cpuset")) TRY(inherit_cpuset(hierarchy.mount, path_));
  return {};
}

Result<Cgroup> Cgroup::create(const std::string& path) {
  TRY(check_path(path));
  const CgroupLayout layout = TRY(CgroupLayout::detect());
  Cgroup cgroup(path);
  cgroup.pure_v2_ = layout.pure_v2();
  Status status;
  Status denied;
  for (const CgroupHierarchy& hierarchy : layout.hierarchies) {
    status = cgroup.make_in(hierarchy);
    if (status.ok()) continue;
    if (!not_permitted(status.error())) break;
    denied = std::move(status);
    status = Status();
  }
  if (status.ok() && cgroup.directories_.empty()) return std::move(denied).error().wrap(format("cgroup {}", path));
  if (status.ok()) status = cgroup.finish();
  if (status.ok()) return cgroup;
  for (const Directory& directory : cgroup.directories_)
    (void)remove_directory(directory.path);  // the first error counts
  Error error = std::move(status).error();
  if (error.number() == EEXIST)
    return Error::conflict(format("cgroup {} exists already", path)).hint("another container uses it, or one crashed");
  return std::move(error).wrap(format("cgroup {}", path));
}

Result<Cgroup> Cgroup::open(const std::string& path) {
  TRY(check_path(path));
  const CgroupLayout layout = TRY(CgroupLayout::detect());
  Cgroup cgroup(path);
  cgroup.pure_v2_ = layout.pure_v2();
  for (const CgroupHierarchy& hierarchy : layout.hierarchies) {
    const Result<struct stat> found = stat_path(hierarchy.mount + path);
    if (found.ok())
      cgroup.directories_.push_back({hierarchy.name, hierarchy.mount + path, hierarchy.version});
    else if (found.error().number() != ENOENT)
      return found.error().copy();
  }
  if (cgroup.directories_.empty()) return Error::not_found(format("there is no cgroup {}", path));
  TRY(cgroup.finish());
  return cgroup;
}

Status Cgroup::finish() {
  const Directory* directory = version_2();
  if (directory == nullptr) return {};
  v2_ = TRY(open_file(directory->path, O_PATH | O_DIRECTORY));
  v2_controllers_ = TRY(read_file_at(v2_, "cgroup.controllers", 4096));
  return {};
}

const Cgroup::Directory* Cgroup::version_2() const {
  for (const Directory& directory : directories_)
    if (directory.version == CgroupVersion::v2) return &directory;
  return nullptr;
}

const Cgroup::Directory* Cgroup::directory_of(std::string_view controller) const {
  for (const Directory& directory : directories_) {
    if (directory.version == CgroupVersion::v2) continue;
    const std::vector<std::string_view> names = split(directory.hierarchy, ',');
    if (std::find(names.begin(), names.end(), controller) != names.end()) return &directory;
  }
  for (std::string_view name : split(trimmed(v2_controllers_), ' '))
    if (name == controller) return version_2();
  // The core files (cgroup.procs, cgroup.events) belong to no controller.
  return controller == "cgroup" ? version_2() : nullptr;
}

bool Cgroup::has(std::string_view controller) const { return directory_of(controller) != nullptr; }

CgroupVersion Cgroup::version(std::string_view controller) const {
  const Directory* directory = directory_of(controller);
  if (directory != nullptr) return directory->version;
  return pure_v2_ ? CgroupVersion::v2 : CgroupVersion::v1;
}

Status Cgroup::enable(std::string_view controller) {
  const Directory* directory = version_2();
  if (has(controller) || directory == nullptr) return {};
  const std::string mount = directory->path.substr(0, directory->path.size() - path_.size());
  const std::string_view wanted[] = {controller};
  TRY(enable_controllers(mount, path_, wanted));
  v2_controllers_ = TRY(read_file_at(v2_, "cgroup.controllers", 4096));
  return {};
}

Result<std::string> Cgroup::read(std::string_view controller, const std::string& file) const {
  const Directory* directory = directory_of(controller);
  if (directory == nullptr)
    return Error::unsupported(format("cgroup {} has no controller {}: {} cannot be read", path_, controller, file));
  std::string text = TRY(read_file(format("{}/{}", directory->path, file), 1 << 20));
  text.resize(text.find_last_not_of('\n') + 1);
  return text;
}

Status Cgroup::write(std::string_view controller, const std::string& file, std::string_view value) const {
  const Directory* directory = directory_of(controller);
  if (directory == nullptr)
    return Error::unsupported(
        format("cgroup {} has no controller {}: {} cannot be set to {}", path_, controller, file, quoted(value)));
  return write_file(format("{}/{}", directory->path, file), value);
}

Status Cgroup::remove() const {
  for (const Directory& directory : directories_) TRY(remove_tree(directory.path).context(format("cgroup {}", path_)));
  return {};
}

}  // namespace bulkhead::sys
