// Pseudo-terminals (pty(7)).
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

struct WindowSize {
  uint16_t rows = 0;
  uint16_t columns = 0;
};

struct Terminal {
  UniqueFd master;
  UniqueFd peer;  // opened by TIOCGPTPEER (Linux 4.13) from the master: never by name (CVE-2025-52565)
};
// `multiplexer`: an open descriptor on the ptmx of the devpts instance to use.
Result<Terminal> make_terminal(UniqueFd multiplexer);

bool is_terminal(Fd fd);
Result<WindowSize> window_size(Fd fd);
Status set_window_size(Fd fd, WindowSize size);
Status make_controlling(Fd peer);  // TIOCSCTTY; the caller leads a session

// Raw mode while it lives; the destructor restores.
class RawMode {
 public:
  static Result<RawMode> enter(Fd terminal);
  RawMode(RawMode&& other) noexcept;
  RawMode& operator=(RawMode&&) = delete;
  ~RawMode();
  void restore();

 private:
  RawMode() = default;
  int fd_ = -1;
  std::string saved_;  // the bytes of a termios
};

}  // namespace bulkhead::sys
