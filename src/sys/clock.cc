#include "sys/clock.h"

#include <time.h>

#include <cerrno>

namespace bulkhead::sys {

uint64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
}

int64_t wall_clock_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec;
}

void sleep_ms(unsigned milliseconds) {
  timespec rest{static_cast<time_t>(milliseconds / 1000), static_cast<long>(milliseconds % 1000) * 1'000'000L};
  while (::nanosleep(&rest, &rest) < 0 && errno == EINTR) {
  }
}

}  // namespace bulkhead::sys
