// Device rules as a BPF program for cgroup v2 (bpf_cgroup_dev_ctx).
#pragma once

#include <vector>

#include "oci/resources.h"
#include "sys/bpf.h"

namespace bulkhead::isolation {

// The last rule that matches decides; without one the answer is no.
std::vector<sys::BpfInstruction> assemble_device_program(const std::vector<oci::DeviceRule>& rules);

}  // namespace bulkhead::isolation
