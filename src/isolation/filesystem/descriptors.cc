// The last look before exec: every descriptor but 0, 1, 2 and those asked for closes on exec. A leaked directory of the
// host was CVE-2024-21626; here it would need two mistakes, since all our descriptors are close-on-exec to begin with.
#include "isolation/stage.h"
#include "sys/file.h"

namespace bulkhead::isolation {

extern const Control descriptors;
const Control descriptors{
    .id = "filesystem/no-host-descriptors",
    .why = "no descriptor of the host is open in the container",
    .wanted = [](const Stage&) { return true; },
    .before_exec = [](Stage& stage) { return sys::cloexec_all_from(3 + static_cast<int>(stage.preserve_fds)); },
};

}  // namespace bulkhead::isolation
