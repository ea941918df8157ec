#include "cli/timings.h"

#include <algorithm>

#include "base/format.h"
#include "cli/stdio.h"

namespace bulkhead::cli {

void print_timings(const isolation::Timeline& timeline) {
  std::vector<isolation::TimelineEntry> entries = timeline.entries();
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.begin_ns < b.begin_ns; });
  if (entries.empty()) return;
  const uint64_t zero = entries.front().begin_ns;
  std::string text = format("{:>9} {:>9}  {:<15} {}\n", "at us", "took us", "phase", "control");
  for (const isolation::TimelineEntry& entry : entries)
    text += format("{:>9.1f} {:>9.1f}  {:<15} {}\n", static_cast<double>(entry.begin_ns - zero) / 1000.0,
                   static_cast<double>(entry.end_ns - entry.begin_ns) / 1000.0, isolation::to_string(entry.phase),
                   entry.what);
  print_error(text);
}

}  // namespace bulkhead::cli
