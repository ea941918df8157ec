#include "sys/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "sys/checked.h"

namespace bulkhead::sys {

Result<Terminal> make_terminal(UniqueFd multiplexer) {
  const int unlocked = 0;
  TRY(check(::ioctl(multiplexer.number(), TIOCSPTLCK, &unlocked),
            [] { return std::string("ioctl(ptmx, TIOCSPTLCK)"); }));
  const int peer = TRY(checked(::ioctl(multiplexer.number(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC),
                               [] { return std::string("ioctl(ptmx, TIOCGPTPEER)"); }));
  Terminal terminal;
  terminal.master = std::move(multiplexer);
  terminal.peer = UniqueFd(peer);
  return terminal;
}

bool is_terminal(Fd fd) { return ::isatty(fd.number()) == 1; }

Result<WindowSize> window_size(Fd fd) {
  winsize size{};
  TRY(check(::ioctl(fd.number(), TIOCGWINSZ, &size), [&] { return format("ioctl({}, TIOCGWINSZ)", fd.number()); }));
  return WindowSize{size.ws_row, size.ws_col};
}

Status set_window_size(Fd fd, WindowSize size) {
  winsize kernel{};
  kernel.ws_row = size.rows;
  kernel.ws_col = size.columns;
  return check(::ioctl(fd.number(), TIOCSWINSZ, &kernel), [&] { return format("ioctl({}, TIOCSWINSZ)", fd.number()); });
}

Status make_controlling(Fd peer) {
  return check(::ioctl(peer.number(), TIOCSCTTY, 0), [&] { return format("ioctl({}, TIOCSCTTY)", peer.number()); });
}

Result<RawMode> RawMode::enter(Fd terminal) {
  termios settings{};
  TRY(check(::tcgetattr(terminal.number(), &settings), [&] { return format("tcgetattr({})", terminal.number()); }));
  RawMode mode;
  mode.saved_.assign(reinterpret_cast<const char*>(&settings), sizeof settings);
  ::cfmakeraw(&settings);
  TRY(check(::tcsetattr(terminal.number(), TCSANOW, &settings),
            [&] { return format("tcsetattr({})", terminal.number()); }));
  mode.fd_ = terminal.number();
  return mode;
}

RawMode::RawMode(RawMode&& other) noexcept : fd_(std::exchange(other.fd_, -1)), saved_(std::move(other.saved_)) {}

RawMode::~RawMode() { restore(); }

void RawMode::restore() {
  if (fd_ < 0) return;
  termios settings{};
  std::memcpy(&settings, saved_.data(), sizeof settings);
  ::tcsetattr(fd_, TCSADRAIN, &settings);
  fd_ = -1;
}

}  // namespace bulkhead::sys
