// How long each control took, for --timings. Init's entries travel to the host with ReadyToStart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "isolation/control.h"

namespace bulkhead::isolation {

struct TimelineEntry {
  std::string what;  // a control's id, or the name of a step of launch
  Phase phase = Phase::host_prepare;
  uint64_t begin_ns = 0;  // CLOCK_MONOTONIC
  uint64_t end_ns = 0;
};

class Timeline {
 public:
  bool enabled = false;

  uint64_t now() const;  // 0 when not enabled: a start without --timings pays nothing
  void add(std::string_view what, Phase phase, uint64_t begin_ns);
  void take_from(Timeline& other) { entries_ = std::move(other.entries_); }
  std::vector<TimelineEntry>& entries() { return entries_; }
  const std::vector<TimelineEntry>& entries() const { return entries_; }

 private:
  std::vector<TimelineEntry> entries_;
};

}  // namespace bulkhead::isolation
