#include "isolation/own_namespace.h"

#include <fcntl.h>

#include "base/format.h"
#include "sys/file.h"

namespace bulkhead::isolation {

Status confirm_own_namespace(const Observed& observed, const char* name) {
  const std::string link = format("ns/{}", name);
  const std::string theirs = TRY(observed.read_link(link.c_str()));
  const std::string ours = TRY(sys::read_link_at(sys::Fd(AT_FDCWD), format("/proc/self/ns/{}", name)));
  if (theirs != ours) return {};
  return differs(format("namespace {}", name), "one of its own", ours + ", the host's");
}

}  // namespace bulkhead::isolation
