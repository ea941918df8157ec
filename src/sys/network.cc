#include "sys/network.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>

#include "sys/checked.h"
#include "sys/fd.h"

namespace bulkhead::sys {

Status bring_loopback_up() {
  const int number = TRY(checked(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0),
                                 [] { return std::string("socket(AF_INET, SOCK_DGRAM)"); }));
  const UniqueFd socket(number);
  ifreq request{};
  std::memcpy(request.ifr_name, "lo", 3);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return check(::ioctl(socket.number(), SIOCSIFFLAGS, &request),
               [] { return std::string("ioctl(lo, SIOCSIFFLAGS, up)"); });
}

}  // namespace bulkhead::sys
