// bulkhead audit: runs bulkhead-audit, a program of its own. The audit must not share code with the walls it tests.
#include "base/format.h"
#include "cli/command.h"
#include "sys/environment.h"
#include "sys/file.h"
#include "sys/process.h"

namespace bulkhead::cli {
namespace {

Result<int> audit(const GlobalOptions&, std::vector<std::string> arguments) {
  const std::string self = TRY(sys::read_link_at(sys::Fd(AT_FDCWD), "/proc/self/exe"));
  const std::string program = self.substr(0, self.find_last_of('/')) + "/bulkhead-audit";
  arguments.insert(arguments.begin(), "bulkhead-audit");
  TRY(sys::execute_path(program, arguments, sys::environment()).hint("bulkhead-audit is installed beside bulkhead"));
  return 0;
}

}  // namespace

extern const Command audit_command;
const Command audit_command{"audit", "attack this and every other container technology here, and report", audit};

}  // namespace bulkhead::cli
