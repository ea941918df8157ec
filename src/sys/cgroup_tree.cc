#include "sys/cgroup_tree.h"

#include <dirent.h>

#include <algorithm>
#include <memory>

#include "base/format.h"
#include "base/parse.h"
#include "sys/clock.h"
#include "sys/file.h"

namespace bulkhead::sys {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

// "/a/b/c" -> "/a", "/a/b": the parents, from the top.
std::vector<std::string> parents_of(const std::string& path) {
  std::vector<std::string> list;
  for (size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
    list.push_back(path.substr(0, slash));
  return list;
}

std::string parent_of(const std::string& path) { return path.substr(0, path.find_last_of('/')); }

bool names_contain(const std::string& names, std::string_view wanted) {
  for (std::string_view name : split(trimmed(names), ' '))
    if (name == wanted) return true;
  return false;
}

Status make_parents(const CgroupHierarchy& hierarchy, const std::string& path) {
  for (const std::string& parent : parents_of(path)) {
    const std::string directory = hierarchy.mount + parent;
    Status made = make_directory(directory, 0755);
    if (!made.ok() && made.error().number() == EEXIST) continue;
    TRY(std::move(made));
    if (!hierarchy.carries("cpuset")) continue;
    // Ours alone, so far: children that are made from now on start with its processors, without writes of their own.
    TRY(inherit_cpuset(hierarchy.mount, parent));
    TRY(write_file(directory + "/cgroup.clone_children", "1"));
  }
  return {};
}

Status enable_on_level(const std::string& directory, std::span<const std::string_view> controllers) {
  const std::string offered = TRY(read_file(directory + "/cgroup.controllers", 4096));
  const std::string enabled = TRY(read_file(directory + "/cgroup.subtree_control", 4096));
  std::string missing;
  for (std::string_view controller : controllers)
    if (names_contain(offered, controller) && !names_contain(enabled, controller))
      missing += format(" +{}", controller);
  if (missing.empty()) return {};
  const std::string file = directory + "/cgroup.subtree_control";
  if (write_file(file, missing.substr(1)).ok()) return {};
  // Together it is all or nothing; one by one those that can be had are had.
  for (std::string_view one : split(std::string_view(missing).substr(1), ' ')) {
    const Status written = write_file(file, one);
    if (!written.ok() && written.error().number() == ENOENT && !stat_path(directory).ok())
      return written.error().copy();
  }
  return {};
}

}  // namespace

Status enable_controllers(const std::string& mount, const std::string& path,
                          std::span<const std::string_view> controllers) {
  TRY(enable_on_level(mount, controllers));
  for (const std::string& parent : parents_of(path)) TRY(enable_on_level(mount + parent, controllers));
  return {};
}

Status make_leaf(const CgroupHierarchy& hierarchy, const std::string& path,
                 std::span<const std::string_view> controllers) {
  const bool enables = hierarchy.version == CgroupVersion::v2 && hierarchy.mount == "/sys/fs/cgroup";
  const std::string leaf = hierarchy.mount + path;
  Status status;
  for (int attempt = 0; attempt < 8; ++attempt) {
    status = make_directory(leaf, 0755);
    if (!status.ok() && status.error().number() == ENOENT) {
      status = make_parents(hierarchy, path);
      if (status.ok()) status = make_directory(leaf, 0755);
    }
    if (status.ok() && enables) {
      status = enable_controllers(hierarchy.mount, path, controllers);
      if (!status.ok()) (void)remove_directory(leaf);  // the first error counts
    }
    if (status.ok() || status.error().number() != ENOENT) return status;
  }
  return status;
}

Status inherit_cpuset(const std::string& mount, const std::string& path) {
  for (const char* file : {"cpuset.cpus", "cpuset.mems"}) {
    const std::string own = format("{}{}/{}", mount, path, file);
    const std::string there = TRY(read_file(own, 65536));
    if (!trimmed(there).empty()) continue;
    const std::string parent = parent_of(path);
    // The parent may be as new as we are, made by another creator who has not written it yet: both write the same.
    if (!parent.empty()) TRY(inherit_cpuset(mount, parent));
    const std::string inherited = TRY(read_file(format("{}{}/{}", mount, parent, file), 65536));
    TRY(write_file(own, trimmed(inherited)));
  }
  return {};
}

std::vector<std::string> subtree(const std::string& directory) {
  std::vector<std::string> list = {directory};
  for (size_t i = 0; i < list.size(); ++i) {
    const std::unique_ptr<DIR, CloseDirectory> open(::opendir(list[i].c_str()));
    if (!open) continue;
    while (const dirent* entry = ::readdir(open.get()))
      if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
        list.push_back(format("{}/{}", list[i], static_cast<const char*>(entry->d_name)));
  }
  return list;
}

Status remove_tree(const std::string& directory) {
  const uint64_t deadline = monotonic_ns() + 2'000'000'000;
  for (unsigned pause = 1;; pause = std::min(pause * 2, 50u)) {
    Status status = remove_directory(directory);
    if (status.ok()) return status;
    if (status.error().number() != EBUSY && status.error().number() != ENOTEMPTY) return status;
    std::vector<std::string> inner = subtree(directory);
    for (size_t i = inner.size(); i > 1; --i) (void)remove_directory(inner[i - 1]);  // the outer one tells
    if (inner.size() > 1) status = remove_directory(directory);
    if (status.ok()) return status;
    if (monotonic_ns() > deadline) return std::move(status).hint("a process is still in it");
    sleep_ms(pause);
  }
}

}  // namespace bulkhead::sys
