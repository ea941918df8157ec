#include "oci/spec.h"

namespace bulkhead::oci {
namespace {

struct Row {
  std::string_view name;
  uint64_t flag;  // CLONE_NEW* of <linux/sched.h>
};

constexpr Row rows[] = {{"pid", 0x20000000}, {"network", 0x40000000}, {"mount", 0x00020000},  {"ipc", 0x08000000},
                        {"uts", 0x04000000}, {"user", 0x10000000},    {"cgroup", 0x02000000}, {"time", 0x00000080}};

}  // namespace

std::string_view to_string(NamespaceType type) { return rows[static_cast<uint8_t>(type)].name; }
uint64_t clone_flag(NamespaceType type) { return rows[static_cast<uint8_t>(type)].flag; }

}  // namespace bulkhead::oci
