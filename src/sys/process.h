// Processes by pidfd (Linux 5.3; clone3 with CLONE_PIDFD 5.3). A number may be recycled, a pidfd never is.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

struct ExitStatus {
  bool signaled = false;
  int code = 0;  // exit code, or the number of the signal
  int shell_code() const { return signaled ? 128 + code : code; }
  std::string to_string() const;  // "exit status 1", "signal SIGKILL"
};

class Process {
 public:
  Process() = default;
  Process(pid_t pid, UniqueFd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  static Result<Process> open(pid_t pid);  // ESRCH when it is gone

  pid_t pid() const { return pid_; }
  Fd pidfd() const { return pidfd_; }
  bool valid() const { return pidfd_.valid(); }

  Status signal(int number) const;             // ESRCH when it is gone
  Result<ExitStatus> wait() const;             // a child of ours; blocks; reaps
  bool has_exited() const;                     // also for processes that are not our children
  bool wait_for_exit(int milliseconds) const;  // false: still alive

 private:
  pid_t pid_ = -1;
  UniqueFd pidfd_;
};

struct CloneResult {
  bool in_child = false;
  Process child;  // in the parent
};

// clone3(2) like fork(2): one call makes the process, its namespaces and its pidfd, and (cgroup v2, Linux 5.7) puts it
// into `cgroup` when that is valid. The caller must be single-threaded: the child may run any code.
// CLONE_PARENT may be among the flags; then no exit signal may be asked for and the parent reaps it.
Result<CloneResult> clone_process(uint64_t flags, Fd cgroup = Fd());

// Time the process started, in clock ticks since boot (field 22 of /proc/PID/stat): pid and start time name a process
// for the life of the machine.
Result<uint64_t> start_time(pid_t pid);
// State letter of /proc/PID/stat: R S D Z T ...; ESRCH/ENOENT when there is none.
// Whether it is on its way out, or a zombie already: what /proc says of it is no longer what it ran with.
bool is_exiting(pid_t pid);
Result<char> process_state(pid_t pid);

// Runs a program without a shell and waits; its standard output is returned, standard error is ours.
struct CommandResult {
  ExitStatus status;
  std::string output;
};
Result<CommandResult> run_command(const std::vector<std::string>& arguments, bool with_errors = false);

[[noreturn]] void exit_now(int code);  // _exit(2): no destructors, no buffers
Status execute(Fd program, const std::vector<std::string>& arguments, const std::vector<std::string>& environment);
Status execute_path(const std::string& path, const std::vector<std::string>& arguments,
                    const std::vector<std::string>& environment);
// Found in our PATH, with our own environment. For programs of the host only.
Status execute_host_program(const std::vector<std::string>& arguments);
pid_t own_pid();
pid_t parent_pid();
Status change_directory(const std::string& path);
Status change_directory(Fd place);
mode_t set_umask(mode_t mask);

}  // namespace bulkhead::sys
