#include "sys/keyring.h"

#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/checked.h"

namespace bulkhead::sys {

Status join_new_session_keyring() {
  return check(::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr),
               [] { return std::string("keyctl(KEYCTL_JOIN_SESSION_KEYRING)"); });
}

}  // namespace bulkhead::sys
