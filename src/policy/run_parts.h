// The parts of run_policy.cc, one file each. Internal to this layer.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "oci/spec.h"
#include "policy/run_options.h"

namespace bulkhead::policy {

bool is_lowered(const RunOptions& options, std::string_view control);
Error option_error(std::string_view option, const std::string& message);
Result<std::pair<std::string, std::string>> key_and_value(std::string_view option, const std::string& text);

// run_process.cc
Result<oci::Process> run_process(const RunOptions& options, const HostFacts& host);

// run_mounts.cc
Result<std::vector<oci::Mount>> run_mounts(const RunOptions& options, const HostFacts& host);
void add_covered_paths(const RunOptions& options, oci::Linux& linux);

// run_limits.cc: limits of the cgroup, and which of them the user asked for.
struct RunLimits {
  oci::Resources resources;
  std::vector<std::string> asked;
};
Result<RunLimits> run_limits(const RunOptions& options, const HostFacts& host);

}  // namespace bulkhead::policy
