// The user that the program runs as. Groups first, then gid, then uid: after setuid nothing else could be given up
// (CVE-2022-2989). KEEPCAPS carries the permitted set across, and the capability control narrows it right after.
#include "base/format.h"
#include "base/parse.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/capability.h"
#include "sys/identity.h"
#include "sys/prctl.h"
#include "sys/process.h"

namespace bulkhead::isolation {
namespace {

bool is_mapped(const IdMap& map, uint32_t host_id) {
  for (const IdRange& range : map.ranges())
    if (host_id >= range.host && host_id - range.host < range.size) return true;
  return false;
}

Status become_user(Stage& stage) {
  const oci::User& user = stage.spec.process->user;
  const bool may_set_groups = !(stage.gid_map.ranges().size() == 1 && stage.gid_map.ranges()[0].size == 1);
  if (may_set_groups) {
    TRY(sys::set_groups(user.additional_gids));
  } else if (!user.additional_gids.empty()) {
    return Error::config("config.json: /process/user/additionalGids: this container has a single group id")
        .hint("give the user ranges in /etc/subuid and /etc/subgid");
  }
  TRY(sys::set_keep_capabilities(true));
  TRY(sys::set_gid(user.gid));
  TRY(sys::set_uid(user.uid));
  TRY(sys::set_keep_capabilities(false));
  // setuid to another user emptied the effective set; what follows still needs it, and the last step narrows it.
  sys::CapabilitySets sets = TRY(sys::own_capabilities());
  sets.effective = sets.permitted;
  TRY(sys::set_capabilities(sets));
  if (user.umask.has_value()) sys::set_umask(*user.umask);
  return {};
}

// Real, effective, saved and file-system id, as the host numbers them.
Status confirm_ids(const Observed& observed, const char* field, const IdMap& map, uint32_t asked) {
  const std::string found = TRY(observed.status_field(field));
  for (std::string_view text : split(found, '\t')) {
    const uint32_t id = TRY(parse_u32(text));
    if (map.empty() ? id == asked : map.to_host(ContainerId32{asked}) == HostId{id}) continue;
    // A program may have given up more, or become another user of its own container.
    if (observed.running() && (map.empty() || is_mapped(map, id))) continue;
    return differs(field, format("the host's id of {} inside", asked), found);
  }
  return {};
}

Status confirm_user(const Observed& observed) {
  const Stage& stage = observed.stage();
  const oci::User& user = stage.spec.process->user;
  TRY(confirm_ids(observed, "Uid", stage.uid_map, user.uid));
  return confirm_ids(observed, "Gid", stage.gid_map, user.gid);
}

}  // namespace

extern const Control user;
const Control user{
    .id = "privilege/user",
    .why = "the program runs as the user asked for, with exactly the groups asked for",
    .wanted = [](const Stage& stage) { return stage.spec.process.has_value(); },
    .drop_privilege = become_user,
    .confirm = confirm_user,
};

}  // namespace bulkhead::isolation
