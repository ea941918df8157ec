#include "sys/bpf.h"

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

#include "base/parse.h"
#include "sys/checked.h"

namespace bulkhead::sys {
namespace {

static_assert(sizeof(BpfInstruction) == sizeof(bpf_insn));

long call_bpf(int command, bpf_attr& attributes) { return ::syscall(SYS_bpf, command, &attributes, sizeof attributes); }

Result<UniqueFd> load(const std::vector<BpfInstruction>& program, std::string* log) {
  bpf_attr attributes{};
  attributes.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
  attributes.insns = reinterpret_cast<uint64_t>(program.data());
  attributes.insn_cnt = static_cast<uint32_t>(program.size());
  attributes.license = reinterpret_cast<uint64_t>("GPL");
  if (log != nullptr) {
    attributes.log_level = 1;
    attributes.log_buf = reinterpret_cast<uint64_t>(log->data());
    attributes.log_size = static_cast<uint32_t>(log->size());
  }
  const long fd = TRY(checked(call_bpf(BPF_PROG_LOAD, attributes), [&] {
    return format("bpf(BPF_PROG_LOAD, CGROUP_DEVICE, {} instructions)", program.size());
  }));
  return UniqueFd(static_cast<int>(fd));
}

// A second try with the verifier's log, only after a refusal: the log costs memory and time.
Result<UniqueFd> load_or_explain(const std::vector<BpfInstruction>& program) {
  Result<UniqueFd> loaded = load(program, nullptr);
  if (loaded.ok()) return loaded;
  std::string log(64 * 1024, '\0');
  Result<UniqueFd> again = load(program, &log);
  if (again.ok()) return again;
  log.resize(log.find_first_of('\0'));
  const std::vector<std::string_view> lines = split(trimmed(log), '\n');
  const std::string_view reason = lines.size() >= 2 ? lines[lines.size() - 2] : std::string_view();
  return reason.empty() ? std::move(loaded) : std::move(loaded).hint(format("verifier: {}", quoted(reason)));
}

}  // namespace

Status attach_device_program(Fd cgroup, const std::vector<BpfInstruction>& program) {
  const UniqueFd loaded = TRY(load_or_explain(program));
  bpf_attr attributes{};
  attributes.target_fd = static_cast<uint32_t>(cgroup.number());
  attributes.attach_bpf_fd = static_cast<uint32_t>(loaded.number());
  attributes.attach_type = BPF_CGROUP_DEVICE;
  attributes.attach_flags = BPF_F_ALLOW_MULTI;
  return check(call_bpf(BPF_PROG_ATTACH, attributes),
               [&] { return format("bpf(BPF_PROG_ATTACH, cgroup {}, CGROUP_DEVICE)", cgroup.number()); });
}

Result<uint32_t> count_device_programs(Fd cgroup) {
  bpf_attr attributes{};
  attributes.query.target_fd = static_cast<uint32_t>(cgroup.number());
  attributes.query.attach_type = BPF_CGROUP_DEVICE;
  TRY(check(call_bpf(BPF_PROG_QUERY, attributes),
            [&] { return format("bpf(BPF_PROG_QUERY, cgroup {}, CGROUP_DEVICE)", cgroup.number()); }));
  return attributes.query.prog_cnt;
}

}  // namespace bulkhead::sys
