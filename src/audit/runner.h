// One run: every target, one attacker and one victim each, every probe.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "audit/driver.h"
#include "audit/report.h"

namespace bulkhead::audit {

struct RunRequest {
  std::vector<const Driver*> targets;
  std::vector<const Probe*> probes;
  std::string guest;
  std::string bulkhead;
  std::vector<std::string> bulkhead_arguments;
  std::function<void(const std::string&)> progress;  // a line for a person who waits
};

// The target `none` runs first in any case: it is the positive control, and what does not reach there is inconclusive
// everywhere. Errors: only what keeps the whole run from happening.
Result<Report> run_audit(const RunRequest& request);

}  // namespace bulkhead::audit
