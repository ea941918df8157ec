#include "isolation/timeline.h"

#include "sys/clock.h"

namespace bulkhead::isolation {

uint64_t Timeline::now() const { return enabled ? sys::monotonic_ns() : 0; }

void Timeline::add(std::string_view what, Phase phase, uint64_t begin_ns) {
  if (enabled) entries_.push_back({std::string(what), phase, begin_ns, sys::monotonic_ns()});
}

}  // namespace bulkhead::isolation
