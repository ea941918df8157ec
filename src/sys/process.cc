#include "sys/process.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "base/parse.h"
#include "sys/checked.h"
#include "sys/environment.h"
#include "sys/file.h"

namespace bulkhead::sys {
namespace {

constexpr std::string_view default_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (const std::string& text : texts) list.push_back(const_cast<char*>(text.c_str()));
  list.push_back(nullptr);
  return list;
}

}  // namespace

std::string ExitStatus::to_string() const {
  if (!signaled) return format("exit status {}", code);
  const char* name = ::sigabbrev_np(code);
  return name ? format("signal SIG{}", name) : format("signal {}", code);
}

Result<Process> Process::open(pid_t pid) {
  const long fd = TRY(checked(::syscall(SYS_pidfd_open, pid, 0), [&] { return format("pidfd_open({})", pid); }));
  return Process(pid, UniqueFd(static_cast<int>(fd)));
}

Status Process::signal(int number) const {
  return check(::syscall(SYS_pidfd_send_signal, pidfd_.number(), number, nullptr, 0),
               [&] { return format("pidfd_send_signal(process {}, {})", pid_, number); });
}

Result<ExitStatus> Process::wait() const {
  siginfo_t info{};
  int result;
  do {
    result = ::waitid(P_PIDFD, static_cast<id_t>(pidfd_.number()), &info, WEXITED | __WALL);
  } while (result < 0 && errno == EINTR);
  TRY(check(result, [&] { return format("waitid(process {})", pid_); }));
  ExitStatus status;
  status.signaled = info.si_code != CLD_EXITED;
  status.code = info.si_status;
  return status;
}

bool Process::wait_for_exit(int milliseconds) const {
  pollfd entry{pidfd_.number(), POLLIN, 0};
  int result;
  do {
    result = ::poll(&entry, 1, milliseconds);
  } while (result < 0 && errno == EINTR);
  return result > 0;
}

bool Process::has_exited() const { return wait_for_exit(0); }

Result<CloneResult> clone_process(uint64_t flags, Fd cgroup) {
  int pidfd = -1;
  clone_args args{};
  args.flags = flags | CLONE_PIDFD;
  args.pidfd = reinterpret_cast<uint64_t>(&pidfd);
  args.exit_signal = (flags & CLONE_PARENT) ? 0 : SIGCHLD;
  if (cgroup.valid()) {
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = static_cast<uint64_t>(cgroup.number());
  }
  const long pid = TRY(checked(::syscall(SYS_clone3, &args, sizeof args), [&] {
    return format("clone3(flags={:#x}{})", flags, cgroup.valid() ? ", CLONE_INTO_CGROUP" : "");
  }));
  CloneResult result;
  result.in_child = pid == 0;
  if (pid != 0) result.child = Process(static_cast<pid_t>(pid), UniqueFd(pidfd));
  return result;
}

namespace {

// /proc/PID/stat after the command name, which may itself hold blanks and parentheses.
Result<std::string> stat_tail(pid_t pid) {
  std::string text = TRY(read_file(format("/proc/{}/stat", pid), 4096));
  const size_t end = text.rfind(')');
  if (end == std::string::npos || end + 2 > text.size()) return Error::protocol("/proc/PID/stat has no ')'");
  return text.substr(end + 2);
}

}  // namespace

Result<uint64_t> start_time(pid_t pid) {
  const std::string tail = TRY(stat_tail(pid));
  const std::vector<std::string_view> fields = split(tail, ' ');
  constexpr size_t start_field = 22 - 3;  // the tail begins with field 3
  if (fields.size() <= start_field) return Error::protocol("/proc/PID/stat is too short");
  return parse_u64(fields[start_field]);
}

Result<char> process_state(pid_t pid) {
  const std::string tail = TRY(stat_tail(pid));
  return tail[0];
}

bool is_exiting(pid_t pid) {
  constexpr size_t flags_field = 9 - 3;  // the tail begins with field 3
  constexpr uint64_t pf_exiting = 0x4;   // include/linux/sched.h
  const Result<std::string> tail = stat_tail(pid);
  if (!tail.ok()) return true;
  const std::vector<std::string_view> fields = split(tail.value(), ' ');
  if (fields[0] == "Z" || fields[0] == "X") return true;
  const Result<uint64_t> flags = parse_u64(fields.size() > flags_field ? fields[flags_field] : "");
  return flags.ok() && (flags.value() & pf_exiting) != 0;
}

Result<CommandResult> run_command(const std::vector<std::string>& arguments, bool with_errors) {
  Pipe pipe = TRY(make_pipe());
  CloneResult clone = TRY(clone_process(0));
  if (clone.in_child) {
    Status status = duplicate_to(pipe.write_end, 1);
    if (status.ok() && with_errors) status = duplicate_to(pipe.write_end, 2);
    if (status.ok()) status = execute_host_program(arguments);
    exit_now(127);
  }
  pipe.write_end.reset();
  Result<std::string> output = read_all(pipe.read_end, 1 << 20);
  CommandResult result;
  result.status = TRY(clone.child.wait());
  if (!output.ok()) return std::move(output).error();
  result.output = std::move(output).value();
  return result;
}

void exit_now(int code) { ::_exit(code); }

Status execute(Fd program, const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
  const std::vector<char*> argument_list = pointers(arguments);
  const std::vector<char*> environment_list = pointers(environment);
  ::syscall(SYS_execveat, program.number(), "", argument_list.data(), environment_list.data(), AT_EMPTY_PATH);
  return Error::system(errno, format("execveat({})", quoted(arguments.empty() ? "" : arguments[0])));
}

Status execute_path(const std::string& path, const std::vector<std::string>& arguments,
                    const std::vector<std::string>& environment) {
  const std::vector<char*> argument_list = pointers(arguments);
  const std::vector<char*> environment_list = pointers(environment);
  ::execve(path.c_str(), argument_list.data(), environment_list.data());
  return Error::system(errno, format("execve({})", quoted(path)));
}

Status execute_host_program(const std::vector<std::string>& arguments) {
  const std::string& name = arguments.at(0);
  if (name.find('/') != std::string::npos) return execute_path(name, arguments, environment());
  const std::string path = environment_variable("PATH");
  const std::string_view list = path.empty() ? default_path : std::string_view(path);
  for (std::string_view place : split(list, ':')) {
    if (place.empty()) continue;  // the current directory: never searched
    const std::string candidate = std::string(place) + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0) return execute_path(candidate, arguments, environment());
  }
  return Error::system(ENOENT, format("{} in PATH ({})", quoted(name), list));
}

pid_t own_pid() { return ::getpid(); }

pid_t parent_pid() { return ::getppid(); }

Status change_directory(const std::string& path) {
  return check(::chdir(path.c_str()), [&] { return format("chdir({})", quoted(path)); });
}

Status change_directory(Fd place) {
  return check(::fchdir(place.number()), [&] { return format("fchdir({})", place.number()); });
}

mode_t set_umask(mode_t mask) { return ::umask(mask); }

}  // namespace bulkhead::sys
