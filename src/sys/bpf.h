// bpf(2), as far as a cgroup needs it: programs assembled by hand, without a compiler or an object file.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

// struct bpf_insn, as 64 bits: code, two registers of 4 bits, offset of 16, immediate of 32.
struct BpfInstruction {
  uint8_t code = 0;
  uint8_t registers = 0;  // destination | source << 4
  int16_t offset = 0;
  uint32_t immediate = 0;
};

// Loads a BPF_PROG_TYPE_CGROUP_DEVICE program (Linux 4.15) and attaches it to a cgroup of version 2, beside those of its
// parents: all must allow. The attachment lives as long as the cgroup. Needs CAP_BPF or CAP_SYS_ADMIN in the initial user
// namespace.
Status attach_device_program(Fd cgroup, const std::vector<BpfInstruction>& program);

// How many device programs are attached to this cgroup itself.
Result<uint32_t> count_device_programs(Fd cgroup);

}  // namespace bulkhead::sys
