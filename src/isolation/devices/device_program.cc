#include "isolation/devices/device_program.h"

#include <linux/bpf.h>

namespace bulkhead::isolation {
namespace {

using sys::BpfInstruction;

// What each register holds after the prologue.
enum Register : uint8_t { verdict = 0, scratch = 1, type = 2, access = 3, major_number = 4, minor_number = 5 };
constexpr uint8_t context = 1;  // the argument, until scratch overwrites it

constexpr uint8_t pair(uint8_t destination, uint8_t source) { return static_cast<uint8_t>(destination | source << 4); }

BpfInstruction load(uint8_t destination, int16_t offset) {
  return {BPF_LDX | BPF_MEM | BPF_W, pair(destination, context), offset, 0};
}
BpfInstruction copy(uint8_t destination, uint8_t source) {
  return {BPF_ALU | BPF_MOV | BPF_X, pair(destination, source), 0, 0};
}
BpfInstruction set(uint8_t destination, uint32_t value) { return {BPF_ALU | BPF_MOV | BPF_K, destination, 0, value}; }
BpfInstruction keep_bits(uint8_t destination, uint32_t mask) {
  return {BPF_ALU | BPF_AND | BPF_K, destination, 0, mask};
}
BpfInstruction shift_right(uint8_t destination, uint32_t bits) {
  return {BPF_ALU | BPF_RSH | BPF_K, destination, 0, bits};
}
// 32 bit comparisons (Linux 5.1): a minor number above 2^31 is not a negative one.
BpfInstruction jump_unless_equal(uint8_t left, uint32_t value) { return {BPF_JMP32 | BPF_JNE | BPF_K, left, 0, value}; }
BpfInstruction jump_unless_same(uint8_t left, uint8_t right) {
  return {BPF_JMP32 | BPF_JNE | BPF_X, pair(left, right), 0, 0};
}
BpfInstruction jump_if_zero(uint8_t left) { return {BPF_JMP32 | BPF_JEQ | BPF_K, left, 0, 0}; }
BpfInstruction leave() { return {BPF_JMP | BPF_EXIT, 0, 0, 0}; }

constexpr uint32_t every_access = BPF_DEVCG_ACC_MKNOD | BPF_DEVCG_ACC_READ | BPF_DEVCG_ACC_WRITE;

uint32_t access_bits(const oci::DeviceRule& rule) {
  if (rule.access.empty()) return every_access;
  uint32_t bits = 0;
  for (char letter : rule.access)
    bits |= letter == 'r' ? BPF_DEVCG_ACC_READ : letter == 'w' ? BPF_DEVCG_ACC_WRITE : BPF_DEVCG_ACC_MKNOD;
  return bits;
}

// Conditions that skip the rule, then its verdict. A rule that allows must cover all that is asked; one that denies is met
// by any part of it.
void append_rule(const oci::DeviceRule& rule, std::vector<BpfInstruction>& program) {
  std::vector<BpfInstruction> part;
  std::vector<size_t> jumps;
  const auto jump = [&](BpfInstruction instruction) {
    jumps.push_back(part.size());
    part.push_back(instruction);
  };
  if (rule.type != 'a')
    jump(jump_unless_equal(type, rule.type == 'b' ? uint32_t{BPF_DEVCG_DEV_BLOCK} : uint32_t{BPF_DEVCG_DEV_CHAR}));
  if (const uint32_t bits = access_bits(rule); bits != every_access) {
    part.push_back(copy(scratch, access));
    part.push_back(keep_bits(scratch, bits));
    jump(rule.allow ? jump_unless_same(scratch, access) : jump_if_zero(scratch));
  }
  if (rule.major.value_or(-1) >= 0) jump(jump_unless_equal(major_number, static_cast<uint32_t>(*rule.major)));
  if (rule.minor.value_or(-1) >= 0) jump(jump_unless_equal(minor_number, static_cast<uint32_t>(*rule.minor)));
  part.push_back(set(verdict, rule.allow ? 1 : 0));
  part.push_back(leave());
  for (size_t at : jumps) part[at].offset = static_cast<int16_t>(part.size() - at - 1);
  program.insert(program.end(), part.begin(), part.end());
}

bool matches_everything(const oci::DeviceRule& rule) {
  return rule.type == 'a' && rule.major.value_or(-1) < 0 && rule.minor.value_or(-1) < 0 &&
         access_bits(rule) == every_access;
}

}  // namespace

std::vector<BpfInstruction> assemble_device_program(const std::vector<oci::DeviceRule>& rules) {
  std::vector<BpfInstruction> program = {load(type, offsetof(bpf_cgroup_dev_ctx, access_type)),
                                         copy(access, type),
                                         keep_bits(type, 0xffff),
                                         shift_right(access, 16),
                                         load(major_number, offsetof(bpf_cgroup_dev_ctx, major)),
                                         load(minor_number, offsetof(bpf_cgroup_dev_ctx, minor))};
  // Backwards, so that the first match is the last rule. What follows a rule for everything could never be reached, and
  // the verifier refuses unreachable code.
  for (size_t i = rules.size(); i > 0; --i) {
    append_rule(rules[i - 1], program);
    if (matches_everything(rules[i - 1])) return program;
  }
  program.push_back(set(verdict, 0));
  program.push_back(leave());
  return program;
}

}  // namespace bulkhead::isolation
