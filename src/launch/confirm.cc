#include "launch/confirm.h"

#include <signal.h>

#include "isolation/observed.h"
#include "isolation/registry.h"
#include "launch/container.h"
#include "sys/identity.h"

namespace bulkhead::launch {

Status confirm_walls(const isolation::Stage& stage, int pid, bool running) {
  const isolation::Observed observed = TRY(isolation::Observed::open(stage, pid, running));
  const std::vector<isolation::Difference> differences = isolation::confirm_all(observed).differences;
  if (differences.empty()) return {};
  return Error::refused(differences.front().what).wrap(differences.front().control).wrap("a wall did not go up");
}

Status confirm_started(const std::string& root_dir, const std::string& id, const sys::Process& init) {
  if (sys::is_host_root()) return {};  // confirmed before the start
  const Container container = TRY(Container::open(root_dir, id));
  const isolation::Stage stage = container.stage();
  Status confirmed = confirm_walls(stage, init.pid(), true);
  if (confirmed.ok() || init.has_exited()) return {};
  const Status killed = init.signal(SIGKILL);
  if (!killed.ok() && killed.error().number() != ESRCH) return killed.error().copy();
  return confirmed;
}

}  // namespace bulkhead::launch
