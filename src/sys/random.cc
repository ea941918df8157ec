#include "sys/random.h"

#include <sys/random.h>

#include "sys/checked.h"

namespace bulkhead::sys {

Result<std::string> random_name() {
  unsigned char bytes[6];
  TRY(check(::getrandom(bytes, sizeof bytes, 0), [] { return std::string("getrandom()"); }));
  std::string name;
  for (unsigned char byte : bytes) name += format("{:02x}", static_cast<unsigned>(byte));
  return name;
}

}  // namespace bulkhead::sys
