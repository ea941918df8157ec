#include "engine/session.h"

#include <poll.h>
#include <signal.h>

#include <optional>

#include "base/format.h"
#include "base/parse.h"
#include "sys/file.h"
#include "sys/poll.h"
#include "sys/signals.h"
#include "sys/terminal.h"

namespace bulkhead::engine {
namespace {

constexpr int standard_input = 0;
constexpr int standard_output = 1;

bool ends_by_default(int number) {
  switch (number) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGTERM:
    case SIGUSR1:
    case SIGUSR2:
    case SIGALRM:
    case SIGPIPE: return true;
    default: return false;
  }
}

// Whether init has a handler for the signal or ignores it on purpose (fields SigCgt and SigIgn of /proc/PID/status).
bool is_handled(const sys::Process& init, int number) {
  const Result<std::string> status = sys::read_file(format("/proc/{}/status", init.pid()), 64 * 1024);
  if (!status.ok()) return true;
  for (std::string_view line : split(status.value(), '\n')) {
    if (!line.starts_with("SigIgn:") && !line.starts_with("SigCgt:")) continue;
    const std::string_view digits = trimmed(line.substr(7));
    const size_t nibble = static_cast<size_t>(number - 1) / 4;
    if (nibble >= digits.size()) continue;
    const char digit = digits[digits.size() - 1 - nibble];
    const int value = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    if (value & (1 << ((number - 1) % 4))) return true;
  }
  return false;
}

class Session {
 public:
  Session(const sys::Process& init, sys::UniqueFd master) : init_(init), master_(std::move(master)) {}

  Result<sys::ExitStatus> run() {
    signals_ = TRY(sys::signal_fd_for_all());
    if (master_.valid()) TRY(take_terminal());
    while (!ended_) TRY(step());
    drain_output();
    sys::ExitStatus status = TRY(init_.wait());
    if (ended_by_.has_value() && status.signaled && status.code == SIGKILL) status.code = *ended_by_;
    return status;
  }

 private:
  Status take_terminal() {
    if (!sys::is_terminal(sys::Fd(standard_input))) return {};
    copy_window_size();
    raw_.emplace(TRY(sys::RawMode::enter(sys::Fd(standard_input))));
    return {};
  }

  void copy_window_size() {
    const Result<sys::WindowSize> size = sys::window_size(sys::Fd(standard_input));
    if (size.ok())
      (void)sys::set_window_size(master_, size.value());  // cosmetic: a size that cannot be set is no failure
  }

  Status step() {
    pollfd entries[] = {{init_.pidfd().number(), POLLIN, 0},
                        {signals_.number(), POLLIN, 0},
                        {master_.number(), POLLIN, 0},  // -1 is skipped by poll
                        {master_.valid() && input_open_ ? standard_input : -1, POLLIN, 0}};
    TRY(sys::poll(entries, sys::no_timeout));
    if (entries[1].revents != 0) TRY(take_signal());
    if (entries[2].revents != 0) TRY(relay_output());
    if (entries[3].revents != 0) TRY(relay_input());
    if (entries[0].revents != 0) ended_ = true;
    return {};
  }

  Status take_signal() {
    const int number = TRY(sys::read_signal(signals_));
    if (number == SIGCHLD || number == SIGURG) return {};
    if (number == SIGWINCH) {
      if (master_.valid()) copy_window_size();
      return {};
    }
    int sent = number;
    if (ends_by_default(number) && !is_handled(init_, number)) {
      sent = SIGKILL;
      ended_by_ = number;
    }
    const Status status = init_.signal(sent);
    if (!status.ok() && status.error().number() != ESRCH) return status.error().copy();
    return {};
  }

  // EIO: the last holder of the terminal's other side has closed it.
  Status relay_output() {
    char buffer[16 * 1024];
    const Result<size_t> count = sys::read_some(master_, buffer);
    if (!count.ok() && count.error().number() == EINTR) return {};
    if (!count.ok() || count.value() == 0) {
      master_.reset();
      return {};
    }
    return sys::write_all(sys::Fd(standard_output), {buffer, count.value()}).context("standard output");
  }

  Status relay_input() {
    char buffer[4096];
    const Result<size_t> count = sys::read_some(sys::Fd(standard_input), buffer);
    if (!count.ok() && (count.error().number() == EINTR || count.error().number() == EAGAIN)) return {};
    if (!count.ok() || count.value() == 0) {
      // The end of a file or pipe becomes Ctrl-D, which is what a terminal has instead of an end.
      input_open_ = false;
      return sys::write_all(master_, "\x04");
    }
    return sys::write_all(master_, {buffer, count.value()}).context("terminal");
  }

  // What was printed just before the end is still in the terminal's buffer.
  void drain_output() {
    while (master_.valid()) {
      pollfd entries[] = {{master_.number(), POLLIN, 0}};
      const Result<int> ready = sys::poll(entries, 0);
      if (!ready.ok() || ready.value() == 0 || !relay_output().ok()) return;
    }
  }

  const sys::Process& init_;
  sys::UniqueFd master_;
  sys::UniqueFd signals_;
  std::optional<sys::RawMode> raw_;
  std::optional<int> ended_by_;
  bool input_open_ = true;
  bool ended_ = false;
};

}  // namespace

Status hold_signals() { return sys::block_all_signals(); }

Result<sys::ExitStatus> attend(const sys::Process& init, sys::UniqueFd console_master) {
  return Session(init, std::move(console_master)).run();
}

Result<sys::ExitStatus> end_quietly(const sys::Process& init) {
  const Status killed = init.signal(SIGKILL);
  if (!killed.ok() && killed.error().number() != ESRCH) return killed.error().copy();
  return init.wait();
}

}  // namespace bulkhead::engine
