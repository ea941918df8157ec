#pragma once

#include "base/error.h"

namespace bulkhead::sys {

// A new, empty, anonymous session keyring for this process (keyctl(2), KEYCTL_JOIN_SESSION_KEYRING).
Status join_new_session_keyring();

}  // namespace bulkhead::sys
