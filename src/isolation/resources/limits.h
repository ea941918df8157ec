// What all limits share: whether one was asked for by name, whether the container's cgroup can hold it, and reading it
// back.
#pragma once

#include <string>
#include <string_view>

#include "isolation/observed.h"
#include "isolation/stage.h"

namespace bulkhead::isolation {

// Whether the user asked for this limit ("memory", "swap", "cpu", "cpuset", "pids", "io", "hugepages", "unified"), so that
// it may not be left out. `bulkhead run` lists its options in the annotation org.bulkhead.explicit-limits; the rest of
// what it sets are defaults. In a configuration of another engine every value counts.
bool is_explicit(const Stage& stage, std::string_view limit);

// True when the container has a cgroup with this controller. Without one: an error when the limit was asked for,
// otherwise the wall is marked absent with the reason.
Result<bool> can_limit(Stage& stage, const char* control, std::string_view controller, std::string_view limit);

// How an ordinary user gets a controller: for hints.
std::string how_to_delegate(std::string_view controller, uint32_t uid);

// The cgroup of a container that is being confirmed, or an error that says that it has none.
Result<const sys::Cgroup*> cgroup_of(const Observed& observed);

// The file's contents must be `expected`, or, for files that the kernel rounds, not above it.
Status confirm_file(const Observed& observed, std::string_view controller, const std::string& file,
                    std::string_view expected);
Status confirm_not_above(const Observed& observed, std::string_view controller, const std::string& file,
                         uint64_t expected);

}  // namespace bulkhead::isolation
