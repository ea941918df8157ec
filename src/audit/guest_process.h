// One running guest: its process on the host, and the conversation with it.
#pragma once

#include <string>

#include "audit/driver.h"
#include "audit/probe.h"
#include "sys/process.h"

namespace bulkhead::sys {
class Cgroup;
}

namespace bulkhead::audit {

class GuestProcess {
 public:
  // Starts it and waits until it answers. The error holds what the technology printed.
  static Result<GuestProcess> start(const Driver& driver, const Setup& setup, const sys::Cgroup* plain,
                                    const std::string& token);
  GuestProcess(GuestProcess&&) = default;
  GuestProcess& operator=(GuestProcess&&) = delete;
  ~GuestProcess();  // ends it and removes what the technology left

  Answer ask(const std::string& request);
  int pid() const { return guest_pid_; }  // of the guest itself, as the host counts
  const std::string& share() const { return plan_.share; }

 private:
  GuestProcess() = default;
  Status launch(const Setup& setup, const sys::Cgroup* plain);
  Status find_guest();
  Result<std::string> read_line(int patience_ms);
  std::string complaint() const;  // the last line of what the technology printed

  StartPlan plan_;
  std::string token_;
  std::string error_file_;
  sys::Process process_;
  sys::UniqueFd requests_;
  sys::UniqueFd answers_;
  std::string buffered_;
  int guest_pid_ = 0;
};

// Set by a signal: everything that waits gives up.
bool interrupted();
void catch_signals();

}  // namespace bulkhead::audit
