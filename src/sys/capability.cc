#include "sys/capability.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/checked.h"

namespace bulkhead::sys {

int last_capability() {
  static int last = -1;
  if (last >= 0) return last;
  last = 0;
  while (last < 63 && ::prctl(PR_CAPBSET_READ, last + 1, 0, 0, 0) >= 0) ++last;
  return last;
}

Status drop_bounding_except(uint64_t kept) {
  for (int number = 0; number <= last_capability(); ++number) {
    if (kept & (uint64_t{1} << number)) continue;
    TRY(check(::prctl(PR_CAPBSET_DROP, number, 0, 0, 0), [&] { return format("prctl(PR_CAPBSET_DROP, {})", number); }));
  }
  return {};
}

Status set_capabilities(const CapabilitySets& sets) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  for (unsigned half = 0; half < 2; ++half) {
    data[half].effective = static_cast<uint32_t>(sets.effective >> (32 * half));
    data[half].permitted = static_cast<uint32_t>(sets.permitted >> (32 * half));
    data[half].inheritable = static_cast<uint32_t>(sets.inheritable >> (32 * half));
  }
  return check(::syscall(SYS_capset, &header, data), [&] {
    return format("capset(effective={:#x}, permitted={:#x}, inheritable={:#x})", sets.effective, sets.permitted,
                  sets.inheritable);
  });
}

Result<CapabilitySets> own_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  TRY(check(::syscall(SYS_capget, &header, data), [] { return std::string("capget()"); }));
  CapabilitySets sets;
  sets.effective = data[0].effective | uint64_t{data[1].effective} << 32;
  sets.permitted = data[0].permitted | uint64_t{data[1].permitted} << 32;
  sets.inheritable = data[0].inheritable | uint64_t{data[1].inheritable} << 32;
  return sets;
}

Status set_ambient(uint64_t set) {
  TRY(check(::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0),
            [] { return std::string("prctl(PR_CAP_AMBIENT_CLEAR_ALL)"); }));
  for (int number = 0; number <= last_capability(); ++number) {
    if ((set & (uint64_t{1} << number)) == 0) continue;
    TRY(check(::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0),
              [&] { return format("prctl(PR_CAP_AMBIENT_RAISE, {})", number); }));
  }
  return {};
}

}  // namespace bulkhead::sys
