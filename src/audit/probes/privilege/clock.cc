// X05: setting the clock of the whole machine - to the time that it already has. The host notices with a timer that the
// kernel cancels whenever the clock is set (TFD_TIMER_CANCEL_ON_SET, timerfd_create(2)).
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "audit/guest/tools.h"
#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

Answer attack(const Words&) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return ::clock_settime(CLOCK_REALTIME, &now) == 0 ? done() : failed(guest::blame("clock_settime(now)", 25));
}

class ClockWatch {
 public:
  ClockWatch() : fd_(::timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK)) {
    itimerspec far{};
    ::clock_gettime(CLOCK_REALTIME, &far.it_value);
    far.it_value.tv_sec += 3600;
    ::timerfd_settime(fd_, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far, nullptr);
  }
  ~ClockWatch() { ::close(fd_); }
  ClockWatch(const ClockWatch&) = delete;
  ClockWatch& operator=(const ClockWatch&) = delete;
  bool was_set() const {
    uint64_t expirations;
    return ::read(fd_, &expirations, sizeof expirations) < 0 && errno == ECANCELED;
  }

 private:
  int fd_;
};

Judgement run(Trial& trial) {
  const ClockWatch watch;
  const Answer answer = trial.attacker("attack");
  if (watch.was_set()) return reached("the host's clock was set");
  return answer.ok ? inconclusive("clock_settime() succeeded and the host's clock was not set") : stopped(answer);
}

}  // namespace

extern const Probe x05_clock;
const Probe x05_clock{
    .id = "X05",
    .name = "clock",
    .requirement = Requirement::privilege,
    .goals = {AttackGoal::privilege_escalation, AttackGoal::denial_of_service},
    .channel = Channel::communication,
    .tries = "sets the clock to the time that it has",
    .reaching = "certificates, logs and schedules of every container and of the host obey the attacker",
    .observer = "a timer of the host that is cancelled when the clock is set",
    .covers = {"privilege/capabilities", "privilege/seccomp", "processes/user-namespace"},
    .parts = {{"attack", attack}},
    .run = run};

}  // namespace bulkhead::audit
