// runc with the configuration that `runc spec` writes.
#include "audit/driver.h"

namespace bulkhead::audit {
namespace {

Result<std::string> detect(const Setup&) { return first_line_of({"runc", "--version"}); }

Result<StartPlan> plan(const Setup& setup, const std::string& place, const std::string& token) {
  TRY(make_bundle(setup, "runc", place, token));
  StartPlan start;
  start.share = place + "/share";
  start.command = {"runc", "run", "--bundle", place, token};
  start.clean_up = {"runc", "delete", "--force", token};
  return start;
}

}  // namespace

extern const Driver runc_driver;
const Driver runc_driver{"runc", "runc with the defaults of `runc spec`", detect, plan};

}  // namespace bulkhead::audit
