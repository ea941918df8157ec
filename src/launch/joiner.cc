#include "launch/joiner.h"

#include <fcntl.h>
#include <sched.h>

#include "base/format.h"
#include "launch/channel.h"
#include "sys/file.h"
#include "sys/namespace.h"
#include "sys/prctl.h"

namespace bulkhead::launch {
namespace {

using isolation::Stage;

struct ExistingNamespace {
  uint64_t flag;
  std::string path;
  sys::UniqueFd fd;
};

// Opened on the host side, where the paths mean what the configuration says, and checked to be of the kind it says.
Result<std::vector<ExistingNamespace>> open_existing(const Stage& stage) {
  std::vector<ExistingNamespace> existing;
  for (const oci::Namespace& entry : stage.spec.linux.namespaces) {
    if (entry.path.empty()) continue;
    sys::UniqueFd fd = TRY(sys::open_file(entry.path, O_RDONLY).context("config.json: /linux/namespaces"));
    const uint64_t flag = oci::clone_flag(entry.type);
    if (sys::namespace_flag_of(fd) != flag)
      return Error::config(format("config.json: /linux/namespaces: {} is not a {} namespace", quoted(entry.path),
                                  oci::to_string(entry.type)));
    ExistingNamespace found;
    found.flag = flag;
    found.path = entry.path;
    found.fd = std::move(fd);
    // The user namespace first: it owns the right to enter the others.
    existing.insert(flag == CLONE_NEWUSER ? existing.begin() : existing.end(), std::move(found));
  }
  return existing;
}

Status join_all(const std::vector<ExistingNamespace>& existing) {
  for (const ExistingNamespace& entry : existing)
    TRY(sys::join_namespaces(entry.fd, entry.flag).context(format("join {}", quoted(entry.path))));
  return {};
}

// In the joiner; returns only in init.
SpawnedInit join_and_clone(const std::vector<ExistingNamespace>& existing, uint64_t flags, sys::Fd init_end) {
  Result<sys::UniqueFd> own_end = sys::duplicate(init_end);
  if (!own_end.ok()) sys::exit_now(125);
  Channel host(std::move(own_end).value(), "host");
  const auto attempt = [&]() -> Result<sys::CloneResult> {
    // Between setns and execve nobody in those namespaces may trace us (CVE-2016-9962).
    TRY(sys::set_dumpable(false));
    TRY(join_all(existing));
    return sys::clone_process(flags | CLONE_PARENT);
  };
  Result<sys::CloneResult> clone = attempt();
  if (clone.ok() && clone.value().in_child) {
    SpawnedInit spawned;
    spawned.in_init = true;
    return spawned;
  }
  Status told;
  if (clone.ok()) {
    InitSpawned message;
    message.pid = clone.value().child.pid();
    told = host.send(message, {clone.value().child.pidfd()});
  } else {
    Failed failed;
    failed.detail = clone.error().detail();
    told = host.send(failed);
  }
  sys::exit_now(told.ok() ? 0 : 125);
}

}  // namespace

Result<SpawnedInit> spawn_init(const Stage& stage, uint64_t flags, sys::Fd host_end, sys::Fd init_end) {
  const std::vector<ExistingNamespace> existing = TRY(open_existing(stage));
  SpawnedInit spawned;
  if (existing.empty()) {
    sys::CloneResult clone = TRY(sys::clone_process(flags, stage.cgroup_fd()));
    spawned.in_init = clone.in_child;
    spawned.init = std::move(clone.child);
    return spawned;
  }
  // Born in the cgroup: once in another user namespace it has no right to move there.
  sys::CloneResult joiner = TRY(sys::clone_process(0, stage.cgroup_fd()));
  if (joiner.in_child) return join_and_clone(existing, flags, init_end);
  Result<sys::UniqueFd> own_end = sys::duplicate(host_end);
  Channel channel(TRY(std::move(own_end)), "namespace joiner");
  auto answer = channel.expect<InitSpawned>();
  (void)TRY(joiner.child.wait());
  auto received = TRY(std::move(answer));
  if (received.descriptors.size() != 1) return Error::protocol("the joiner sent no pidfd");
  spawned.init = sys::Process(received.message.pid, std::move(received.descriptors.front()));
  return spawned;
}

}  // namespace bulkhead::launch
