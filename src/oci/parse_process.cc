#include "base/format.h"
#include "oci/capability.h"
#include "oci/json.h"
#include "oci/parse.h"

namespace bulkhead::oci {
namespace {

Result<User> parse_user(const JsonPlace& place) {
  TRY(place.expect_object());
  User user;
  const std::optional<uint32_t> uid = TRY(place.at("uid").u32());
  const std::optional<uint32_t> gid = TRY(place.at("gid").u32());
  user.uid = uid.value_or(0);
  user.gid = gid.value_or(0);
  const std::optional<uint64_t> umask = TRY(place.at("umask").unsigned_integer(0777));
  if (umask.has_value()) user.umask = static_cast<uint32_t>(*umask);
  const std::vector<JsonPlace> groups = TRY(place.at("additionalGids").items());
  for (const JsonPlace& group : groups) {
    const std::optional<uint32_t> number = TRY(group.u32());
    user.additional_gids.push_back(number.value_or(0));
  }
  return user;
}

Result<uint64_t> parse_capability_set(const JsonPlace& place, std::vector<std::string>& unknown) {
  uint64_t set = 0;
  const std::vector<std::string> names = TRY(place.texts());
  for (const std::string& name : names) {
    const std::optional<int> number = capability_number(name);
    if (number.has_value())
      set |= uint64_t{1} << *number;
    else
      unknown.push_back(name);
  }
  return set;
}

Result<Capabilities> parse_capabilities(const JsonPlace& place) {
  TRY(place.expect_object());
  Capabilities sets;
  sets.bounding = TRY(parse_capability_set(place.at("bounding"), sets.unknown));
  sets.effective = TRY(parse_capability_set(place.at("effective"), sets.unknown));
  sets.inheritable = TRY(parse_capability_set(place.at("inheritable"), sets.unknown));
  sets.permitted = TRY(parse_capability_set(place.at("permitted"), sets.unknown));
  sets.ambient = TRY(parse_capability_set(place.at("ambient"), sets.unknown));
  return sets;
}

Result<std::vector<Rlimit>> parse_rlimits(const JsonPlace& place) {
  std::vector<Rlimit> limits;
  const std::vector<JsonPlace> entries = TRY(place.items());
  for (const JsonPlace& entry : entries) {
    Rlimit limit;
    limit.type = TRY(entry.at("type").text());
    const std::optional<uint64_t> soft = TRY(entry.at("soft").unsigned_integer());
    const std::optional<uint64_t> hard = TRY(entry.at("hard").unsigned_integer());
    limit.soft = soft.value_or(0);
    limit.hard = hard.value_or(0);
    for (const Rlimit& other : limits)
      if (other.type == limit.type) return entry.at("type").error(format("{} appears twice", limit.type));
    limits.push_back(std::move(limit));
  }
  return limits;
}

Result<ConsoleSize> parse_console_size(const JsonPlace& place) {
  const std::optional<uint64_t> height = TRY(place.at("height").unsigned_integer(UINT16_MAX));
  const std::optional<uint64_t> width = TRY(place.at("width").unsigned_integer(UINT16_MAX));
  return ConsoleSize{static_cast<uint32_t>(height.value_or(0)), static_cast<uint32_t>(width.value_or(0))};
}

}  // namespace

Result<Process> parse_process(const JsonPlace& place) {
  TRY(place.expect_object());
  for (const char* key : {"scheduler", "ioPriority", "execCPUAffinity"})
    if (place.at(key).asks()) return place.at(key).unsupported(key);
  Process process;
  process.terminal = TRY(place.at("terminal").flag());
  if (place.at("consoleSize").present()) process.console_size = TRY(parse_console_size(place.at("consoleSize")));
  process.user = TRY(parse_user(place.at("user")));
  process.args = TRY(place.at("args").texts());
  process.env = TRY(place.at("env").texts());
  process.cwd = TRY(place.at("cwd").text());
  if (place.at("capabilities").present()) process.capabilities = TRY(parse_capabilities(place.at("capabilities")));
  process.rlimits = TRY(parse_rlimits(place.at("rlimits")));
  process.no_new_privileges = TRY(place.at("noNewPrivileges").flag());
  process.apparmor_profile = TRY(place.at("apparmorProfile").text());
  process.selinux_label = TRY(place.at("selinuxLabel").text());
  const std::optional<int64_t> score = TRY(place.at("oomScoreAdj").integer(-1000, 1000));
  if (score.has_value()) process.oom_score_adj = static_cast<int32_t>(*score);
  return process;
}

}  // namespace bulkhead::oci
