// What concerns the processes of a cgroup: joining, listing, freezing, killing.
#include <fcntl.h>
#include <signal.h>

#include <algorithm>

#include "base/format.h"
#include "base/parse.h"
#include "sys/cgroup.h"
#include "sys/cgroup_tree.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/process.h"

namespace bulkhead::sys {
namespace {

constexpr uint64_t patience_ns = 5'000'000'000;

Status read_pids(const std::string& directory, std::vector<int>& list) {
  const Result<std::string> text = read_file(directory + "/cgroup.procs");
  if (!text.ok()) {
    const int number = text.error().number();
    // Gone meanwhile, or a threaded cgroup of version 2, whose processes its domain lists.
    if (number == ENOENT || number == ENODEV || number == EOPNOTSUPP) return {};
    return text.error().copy();
  }
  for (std::string_view line : split(trimmed(text.value()), '\n')) {
    if (line.empty()) continue;
    const uint32_t pid = TRY(parse_u32(line));
    if (pid != 0) list.push_back(static_cast<int>(pid));  // 0: of a pid namespace that we do not see
  }
  return {};
}

}  // namespace

Status CgroupEntry::enter_self() {
  std::vector<UniqueFd> tasks = std::move(tasks_);
  tasks_.clear();
  for (const UniqueFd& file : tasks) TRY(write_all(file, "0").context("join cgroup"));
  return {};
}

Result<CgroupEntry> Cgroup::prepare_entry() const {
  std::vector<UniqueFd> tasks;
  for (const Directory& directory : directories_) {
    if (directory.version != CgroupVersion::v1) continue;
    UniqueFd file = TRY(open_file(directory.path + "/tasks", O_WRONLY));
    tasks.push_back(std::move(file));
  }
  return CgroupEntry(std::move(tasks));
}

Status Cgroup::adopt(int pid) const {
  const std::string text = format("{}", pid);
  for (const Directory& directory : directories_) TRY(write_file(directory.path + "/cgroup.procs", text));
  return {};
}

Result<std::vector<int>> Cgroup::processes() const {
  const Directory* counted = version_2();
  if (counted == nullptr) counted = directory_of("freezer");
  if (counted == nullptr) counted = &directories_.front();
  std::vector<int> list;
  for (const std::string& directory : subtree(counted->path)) TRY(read_pids(directory, list));
  return list;
}

namespace {

// A signal by number could hit a stranger who got the number of a process that just ended: first the pidfd, then a second
// look whether the cgroup still lists the number.
Status signal_all(const Cgroup& cgroup) {
  std::vector<Process> held;
  for (int pid : TRY(cgroup.processes())) {
    Result<Process> process = Process::open(pid);
    if (process.ok()) held.push_back(std::move(process).value());
  }
  const std::vector<int> still = TRY(cgroup.processes());
  for (const Process& process : held) {
    if (std::find(still.begin(), still.end(), process.pid()) == still.end()) continue;
    Status sent = process.signal(SIGKILL);
    if (!sent.ok() && sent.error().number() != ESRCH) return sent;
  }
  return {};
}

Status wait_for_state(const Cgroup& cgroup, bool frozen) {
  const bool v1 = cgroup.version("freezer") == CgroupVersion::v1 && cgroup.has("freezer");
  const uint64_t deadline = monotonic_ns() + patience_ns;
  for (;;) {
    const std::string state = v1 ? TRY(cgroup.read("freezer", "freezer.state")) : TRY(cgroup.read("cgroup", "cgroup.events"));
    const bool is_frozen = v1 ? state == "FROZEN" : state.find("frozen 1") != std::string::npos;
    const bool is_thawed = v1 ? state == "THAWED" : state.find("frozen 0") != std::string::npos;
    if (frozen ? is_frozen : is_thawed) return {};
    if (monotonic_ns() > deadline)
      return Error::system(ETIMEDOUT, format("cgroup {}: {}: the kernel still says {}", cgroup.path(),
                                             frozen ? "freeze" : "thaw", quoted(state)));
    // A process that forks while version 1 freezes can stay behind: asking again takes it, too.
    if (v1 && frozen) TRY(cgroup.write("freezer", "freezer.state", "FROZEN"));
    sleep_ms(1);
  }
}

}  // namespace

Status Cgroup::freeze() const {
  if (has("freezer"))
    TRY(write("freezer", "freezer.state", "FROZEN"));
  else
    TRY(write("cgroup", "cgroup.freeze", "1"));
  return wait_for_state(*this, true);
}

Status Cgroup::thaw() const {
  if (has("freezer"))
    TRY(write("freezer", "freezer.state", "THAWED"));
  else
    TRY(write("cgroup", "cgroup.freeze", "0"));
  return wait_for_state(*this, false);
}

Status Cgroup::kill_all() const {
  const uint64_t deadline = monotonic_ns() + patience_ns;
  for (unsigned pause = 1;; pause = std::min(pause * 2, 50u)) {
    if (TRY(processes()).empty()) return {};
    // One write kills all, and a fork cannot escape it (Linux 5.14). Without it: signals, until nobody is left.
    const Status killed = has("cgroup") ? write("cgroup", "cgroup.kill", "1") : Error::unsupported("cgroup.kill");
    if (!killed.ok()) TRY(signal_all(*this));
    // Version 1 delivers a signal to a frozen process only after it is thawed.
    if (has("freezer")) TRY(write("freezer", "freezer.state", "THAWED"));
    if (monotonic_ns() > deadline)
      return Error::system(ETIMEDOUT, format("cgroup {}: processes survive SIGKILL", path_))
          .hint("they wait in the kernel (state D): see cgroup.procs");
    sleep_ms(pause);
  }
}

Result<uint64_t> Cgroup::oom_kills() const {
  const bool v1 = version("memory") == CgroupVersion::v1;
  const std::string text = TRY(read("memory", v1 ? "memory.oom_control" : "memory.events"));
  for (std::string_view line : split(text, '\n'))
    if (line.starts_with("oom_kill ")) return parse_u64(line.substr(9));
  return Error::unsupported(format("cgroup {}: the kernel does not count oom_kill (Linux 4.13)", path_));
}

}  // namespace bulkhead::sys
