#include "cli/stdio.h"

#include "base/log.h"
#include "sys/file.h"
#include "sys/process.h"

namespace bulkhead::cli {

void print(std::string_view text) {
  const Status written = sys::write_all(sys::Fd(1), text);
  if (written.ok()) return;
  log::report_error(written.error());
  sys::exit_now(1);
}

void print_error(std::string_view text) {
  (void)sys::write_all(sys::Fd(2), text);  // there is no third place to complain to
}

}  // namespace bulkhead::cli
