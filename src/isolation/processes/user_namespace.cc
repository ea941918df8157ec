// Root inside is nobody outside: the container's ids are mapped to a range of the host's that belongs to nobody else, so
// that a file it makes, a node it reaches or a kernel file it opens is checked against an unprivileged host id
// (user_namespaces(7)). An identity map or no map would leave host uid 0 to every permission check.
//
// host_prepare picks the range, host_attach writes the maps, and inside, init becomes the root of its own namespace: until
// then it is the overflow uid and every file it made would fail with EOVERFLOW.
#include <sched.h>

#include "base/format.h"
#include "isolation/own_namespace.h"
#include "isolation/processes/id_range.h"
#include "isolation/stage.h"
#include "sys/file.h"
#include "sys/identity.h"
#include "sys/namespace.h"
#include "sys/process.h"

namespace bulkhead::isolation {
namespace {

constexpr const char* claims_directory = "/run/bulkhead/.ids";
constexpr std::string_view own_range = "processes/own-id-range";

bool picks_own_range(const Stage& stage) { return stage.annotation("org.bulkhead.userns") == "auto"; }

// An ordinary user: the subordinate ids if there are any, else only the user's own id.
Status pick_subordinate_ids(Stage& stage) {
  const SubordinateIds ids = TRY(subordinate_ids(stage.host_uid));
  if (ids.uids.size == 0 || ids.gids.size == 0) {
    stage.mark_absent(own_range, "no entry in /etc/subuid and /etc/subgid: the container has the user's own id alone");
    stage.uid_map = IdMap({{0, stage.host_uid, 1}});
    stage.gid_map = IdMap({{0, stage.host_gid, 1}});
    return {};
  }
  // Files of a --rootfs belong to the user, so the user must be root inside; the embedded root needs no such identity,
  // and then not even the container's root shares the user's id.
  const bool as_user = stage.annotation("org.bulkhead.root") != "embedded";
  const auto map = [&](uint32_t own, const IdRange& range) {
    const uint32_t count = std::min(range.size, id_range_size - (as_user ? 1 : 0));
    return as_user ? IdMap({{0, own, 1}, {1, range.host, count}}) : IdMap({{0, range.host, count}});
  };
  stage.uid_map = map(stage.host_uid, ids.uids);
  stage.gid_map = map(stage.host_gid, ids.gids);
  return {};
}

Status pick_ids(Stage& stage) {
  if (!picks_own_range(stage)) {
    stage.uid_map = stage.spec.linux.uid_mappings;
    stage.gid_map = stage.spec.linux.gid_mappings;
    if (stage.uid_map.empty() && !stage.host_root) return pick_subordinate_ids(stage);
    if (stage.uid_map.empty())
      return Error::config("config.json: /linux/uidMappings: a new user namespace needs at least one mapping");
    return {};
  }
  if (!stage.host_root) return pick_subordinate_ids(stage);
  IdRangeClaim claim = TRY(claim_id_range(claims_directory, stage.state_dir));
  stage.id_claim = std::move(claim.file);
  stage.uid_map = IdMap({{0, claim.first_host_id, id_range_size}});
  stage.gid_map = stage.uid_map;
  return {};
}

// newuidmap(1) is the only setuid program we use: it checks /etc/subuid for us.
Status write_with_helper(const char* program, int pid, const IdMap& map) {
  std::vector<std::string> arguments = {program, format("{}", pid)};
  for (const IdRange& range : map.ranges())
    for (uint32_t number : {range.container, range.host, range.size}) arguments.push_back(format("{}", number));
  const sys::CommandResult result = TRY(sys::run_command(arguments));
  if (result.status.shell_code() == 0) return {};
  return Error::unsupported(format("{} for process {} ended with {}", program, pid, result.status.to_string()))
      .hint("install the package uidmap, and check /etc/subuid and /etc/subgid");
}

bool is_own_id_only(const IdMap& map, uint32_t own) {
  return map.ranges().size() == 1 && map.ranges()[0].size == 1 && map.ranges()[0].host == own;
}

Status write_maps(Stage& stage) {
  const int pid = stage.init_pid;
  if (stage.host_root) {
    TRY(sys::write_id_map(pid, "uid_map", stage.uid_map));
    TRY(sys::write_id_map(pid, "gid_map", stage.gid_map));
  } else if (is_own_id_only(stage.uid_map, stage.host_uid) && is_own_id_only(stage.gid_map, stage.host_gid)) {
    TRY(sys::deny_setgroups(pid));  // before gid_map: CVE-2014-8989
    TRY(sys::write_id_map(pid, "uid_map", stage.uid_map));
    TRY(sys::write_id_map(pid, "gid_map", stage.gid_map));
  } else {
    TRY(write_with_helper("newuidmap", pid, stage.uid_map));
    TRY(write_with_helper("newgidmap", pid, stage.gid_map));
  }
  stage.user_namespace = TRY(sys::open_namespace(pid, "user"));
  return {};
}

Status become_root_inside(Stage&) {
  TRY(sys::set_gid(0));
  return sys::set_uid(0);
}

Status confirm_maps(const Observed& observed) {
  TRY(confirm_own_namespace(observed, "user"));
  std::string found = TRY(observed.read("uid_map"));
  // "         0 1879048192      65536\n": columns are padded.
  std::string squeezed;
  for (char c : found)
    if (c != ' ' || (!squeezed.empty() && squeezed.back() != ' ' && squeezed.back() != '\n')) squeezed += c;
  std::string expected;
  for (const IdRange& range : observed.stage().uid_map.ranges())
    expected += format("{} {} {}\n", range.container, range.host, range.size);
  if (squeezed == expected) return {};
  return differs("uid_map", expected, squeezed);
}

}  // namespace

extern const Control user_namespace;
const Control user_namespace{
    .id = "processes/user-namespace",
    .why = "root inside is an id outside that owns nothing: files, kernel settings and nodes of the host refuse it",
    .wanted = [](const Stage& stage) { return stage.new_namespace(oci::NamespaceType::user); },
    .clone_flag = CLONE_NEWUSER,
    .host_prepare = pick_ids,
    .host_attach = write_maps,
    .inside_build = become_root_inside,
    .confirm = confirm_maps,
};

}  // namespace bulkhead::isolation
