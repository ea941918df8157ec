#include "launch/confirm.h"

#include <signal.h>

#include <cerrno>

#include "isolation/observed.h"
#include "isolation/registry.h"
#include "launch/container.h"
#include "sys/identity.h"

namespace bulkhead::launch {

namespace {

// What was read and differs weighs more than what could not be read.
Status verdict_of(const std::vector<isolation::Difference>& differences) {
  if (differences.empty()) return {};
  const isolation::Difference* worst = &differences.front();
  for (const isolation::Difference& difference : differences)
    if (difference.read && !worst->read) worst = &difference;
  Error error = worst->read ? Error::refused(worst->what) : Error::system(ESRCH, worst->what);
  return std::move(error).wrap(worst->control).wrap("a wall did not go up");
}

}  // namespace

Status confirm_walls(const isolation::Stage& stage, int pid, bool running, isolation::Timeline* timeline) {
  const isolation::Observed observed = TRY(isolation::Observed::open(stage, pid, running));
  return verdict_of(isolation::confirm_all(observed, timeline).differences);
}

Status confirm_running(const isolation::Stage& stage, const sys::Process& process) {
  Status confirmed = confirm_walls(stage, process.pid(), true);
  if (confirmed.ok()) return {};
  // A short program may end while it is looked at: its memory, descriptors and cgroups go before it does.
  if (process.has_exited() || sys::is_exiting(process.pid())) return {};
  const Status killed = process.signal(SIGKILL);
  if (!killed.ok() && killed.error().number() != ESRCH) return killed.error().copy();
  return confirmed;
}

Status confirm_started(const std::string& root_dir, const std::string& id, const sys::Process& init) {
  if (sys::is_host_root()) return {};  // confirmed before the start
  const Container container = TRY(Container::open(root_dir, id));
  return confirm_running(container.stage(), init);
}

}  // namespace bulkhead::launch
