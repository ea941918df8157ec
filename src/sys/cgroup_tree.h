// Directories of cgroup file systems, one hierarchy at a time. Used by Cgroup only.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sys/cgroup_layout.h"

namespace bulkhead::sys {

// mkdir of `path` with its parents; the leaf must be new (EEXIST). A parent that disappears or appears meanwhile is no
// error: many creators share it. In a pure version 2 layout the controllers are enabled on the way down.
Status make_leaf(const CgroupHierarchy& hierarchy, const std::string& path,
                 std::span<const std::string_view> controllers);

// Writes cgroup.subtree_control from the root down to the parent of `path`; a controller that a level does not offer or
// cannot enable (a cgroup that has processes of its own) is left out: the leaf's cgroup.controllers says what came of it.
Status enable_controllers(const std::string& mount, const std::string& path,
                          std::span<const std::string_view> controllers);

// Version 1: a new cpuset has no processors and takes no process until it gets some (cpuset(7)): copies the parent's.
Status inherit_cpuset(const std::string& mount, const std::string& path);

// rmdir of the directory and everything below it, deepest first. EBUSY is retried for about two seconds.
Status remove_tree(const std::string& directory);

// The directory and all below it, parents first; what disappears meanwhile is left out.
std::vector<std::string> subtree(const std::string& directory);

}  // namespace bulkhead::sys
