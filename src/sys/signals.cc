#include "sys/signals.h"

#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <string>

#include "base/parse.h"
#include "sys/checked.h"

namespace bulkhead::sys {

Status block_all_signals() {
  sigset_t all;
  ::sigfillset(&all);
  return check(::sigprocmask(SIG_SETMASK, &all, nullptr), [] { return std::string("sigprocmask(all)"); });
}

Status reset_signals() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);  // KILL, STOP: EINVAL
  sigset_t none;
  ::sigemptyset(&none);
  return check(::sigprocmask(SIG_SETMASK, &none, nullptr), [] { return std::string("sigprocmask(none)"); });
}

Result<UniqueFd> signal_fd_for_all() {
  sigset_t all;
  ::sigfillset(&all);
  const int fd = TRY(checked(::signalfd(-1, &all, SFD_CLOEXEC), [] { return std::string("signalfd()"); }));
  return UniqueFd(fd);
}

Result<int> read_signal(Fd signal_fd) {
  signalfd_siginfo info{};
  const ssize_t count = ::read(signal_fd.number(), &info, sizeof info);
  if (count != static_cast<ssize_t>(sizeof info)) return Error::system(count < 0 ? errno : EIO, "read(signalfd)");
  return static_cast<int>(info.ssi_signo);
}

std::optional<int> signal_number(std::string_view text) {
  if (const Result<uint32_t> number = parse_u32(text); number.ok()) {
    if (number.value() >= static_cast<uint32_t>(NSIG)) return std::nullopt;
    return static_cast<int>(number.value());
  }
  std::string name;
  for (char c : text) name += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  if (name.starts_with("SIG")) name.erase(0, 3);
  for (int number = 1; number < SIGRTMIN; ++number) {
    const char* abbreviation = ::sigabbrev_np(number);
    if (abbreviation != nullptr && name == abbreviation) return number;
  }
  for (const char* base : {"RTMIN", "RTMAX"}) {
    if (!name.starts_with(base)) continue;
    const int start = base[4] == 'I' ? SIGRTMIN : SIGRTMAX;
    const std::string_view rest = std::string_view(name).substr(5);
    if (rest.empty()) return start;
    const Result<int64_t> offset = parse_i64(rest.starts_with('+') ? rest.substr(1) : rest);
    if (!offset.ok()) return std::nullopt;
    const int64_t number = start + offset.value();
    if (number < SIGRTMIN || number > SIGRTMAX) return std::nullopt;
    return static_cast<int>(number);
  }
  return std::nullopt;
}

void ignore_broken_pipes() { ::signal(SIGPIPE, SIG_IGN); }

}  // namespace bulkhead::sys
