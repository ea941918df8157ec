#include "sys/prctl.h"

#include <sys/prctl.h>

#include "sys/checked.h"

namespace bulkhead::sys {

Status set_process_name(const char* name) {
  return check(::prctl(PR_SET_NAME, name, 0, 0, 0), [&] { return format("prctl(PR_SET_NAME, {})", quoted(name)); });
}

Status set_parent_death_signal(int number) {
  return check(::prctl(PR_SET_PDEATHSIG, number, 0, 0, 0),
               [&] { return format("prctl(PR_SET_PDEATHSIG, {})", number); });
}

Status set_dumpable(bool on) {
  return check(::prctl(PR_SET_DUMPABLE, on ? 1 : 0, 0, 0, 0), [&] { return format("prctl(PR_SET_DUMPABLE, {})", on); });
}

Status set_keep_capabilities(bool on) {
  return check(::prctl(PR_SET_KEEPCAPS, on ? 1 : 0, 0, 0, 0), [&] { return format("prctl(PR_SET_KEEPCAPS, {})", on); });
}

Status set_no_new_privileges() {
  return check(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), [] { return std::string("prctl(PR_SET_NO_NEW_PRIVS, 1)"); });
}

}  // namespace bulkhead::sys
