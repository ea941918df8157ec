// bulkhead run with its defaults: one more program to start, and nothing of its code is used here.
#include "audit/driver.h"

namespace bulkhead::audit {
namespace {

Result<std::string> detect(const Setup& setup) { return first_line_of({setup.bulkhead, "--version"}); }

Result<StartPlan> plan(const Setup& setup, const std::string& place, const std::string& token) {
  TRY(make_rootfs(setup, place));
  StartPlan start;
  start.share = place + "/share";
  start.command = {
      setup.bulkhead,    "run",     "--id", token, "--rootfs", place + "/rootfs", "--volume", start.share + ":/share",
      "--cgroup-parent", setup.cage};
  start.command.insert(start.command.end(), setup.bulkhead_arguments.begin(), setup.bulkhead_arguments.end());
  for (const char* word : {"--", "/probe", "serve"}) start.command.emplace_back(word);
  start.command.push_back(token);
  start.command.emplace_back("/share");
  start.in_plain_cgroup = true;  // where the container stays if its own cgroup is lowered
  start.clean_up = {setup.bulkhead, "delete", "--force", token};
  return start;
}

}  // namespace

extern const Driver bulkhead_driver;
const Driver bulkhead_driver{"bulkhead", "bulkhead run with its defaults", detect, plan};

}  // namespace bulkhead::audit
