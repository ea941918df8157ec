// Services of the victim that greet with a secret, and how the attacker asks for it.
#pragma once

#include <string>

#include "audit/probe.h"

namespace bulkhead::audit::guest {

// A child process that answers every connection on `listener` with `banner`.
pid_t start_greeter(int listener, const std::string& banner);
int listen_abstract(const std::string& name);                     // -1 and errno on failure
int listen_loopback(int port, bool share_port, int* bound_port);  // port 0: any
Answer greeting_of_abstract(const std::string& name);
Answer greeting_of_loopback(int port);

}  // namespace bulkhead::audit::guest
