#include "oci/serialize.h"

#include <boost/json.hpp>

#include "oci/capability.h"
#include "oci/indent.h"
#include "oci/serialize_parts.h"

namespace bulkhead::oci {

namespace json = boost::json;

json::array write_texts(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

json::object write_text_map(const std::map<std::string, std::string>& map) {
  json::object object;
  for (const auto& [key, value] : map) object[key] = value;
  return object;
}

json::array write_id_map(const IdMap& map) {
  json::array list;
  for (const IdRange& range : map.ranges())
    list.push_back({{"containerID", range.container}, {"hostID", range.host}, {"size", range.size}});
  return list;
}

namespace {

json::array write_capability_set(uint64_t set) {
  json::array list;
  for (int number = 0; number < capability_count; ++number)
    if (set & (uint64_t{1} << number)) list.emplace_back(capability_name(number));
  return list;
}

json::object write_capabilities(const Capabilities& sets) {
  json::array bounding = write_capability_set(sets.bounding);
  for (const std::string& name : sets.unknown) bounding.emplace_back(name);
  return {{"bounding", std::move(bounding)},
          {"effective", write_capability_set(sets.effective)},
          {"inheritable", write_capability_set(sets.inheritable)},
          {"permitted", write_capability_set(sets.permitted)},
          {"ambient", write_capability_set(sets.ambient)}};
}

json::object write_user(const User& user) {
  json::object object{{"uid", user.uid}, {"gid", user.gid}};
  if (user.umask.has_value()) object["umask"] = *user.umask;
  if (!user.additional_gids.empty()) {
    json::array groups;
    for (uint32_t group : user.additional_gids) groups.emplace_back(group);
    object["additionalGids"] = std::move(groups);
  }
  return object;
}

json::object write_process(const Process& process) {
  json::object object{{"terminal", process.terminal},
                      {"user", write_user(process.user)},
                      {"args", write_texts(process.args)},
                      {"env", write_texts(process.env)},
                      {"cwd", process.cwd},
                      {"noNewPrivileges", process.no_new_privileges}};
  if (process.console_size.has_value())
    object["consoleSize"] = {{"height", process.console_size->height}, {"width", process.console_size->width}};
  if (process.capabilities.has_value()) object["capabilities"] = write_capabilities(*process.capabilities);
  if (!process.apparmor_profile.empty()) object["apparmorProfile"] = process.apparmor_profile;
  if (!process.selinux_label.empty()) object["selinuxLabel"] = process.selinux_label;
  if (process.oom_score_adj.has_value()) object["oomScoreAdj"] = *process.oom_score_adj;
  json::array limits;
  for (const Rlimit& limit : process.rlimits)
    limits.push_back({{"type", limit.type}, {"soft", limit.soft}, {"hard", limit.hard}});
  if (!limits.empty()) object["rlimits"] = std::move(limits);
  return object;
}

json::array write_mounts(const std::vector<Mount>& mounts) {
  json::array list;
  for (const Mount& mount : mounts) {
    json::object object{{"destination", mount.destination}};
    if (!mount.type.empty()) object["type"] = mount.type;
    if (!mount.source.empty()) object["source"] = mount.source;
    if (!mount.raw_options.empty()) object["options"] = write_texts(mount.raw_options);
    list.push_back(std::move(object));
  }
  return list;
}

void put_hooks(json::object& target, const char* kind, const std::vector<Hook>& hooks) {
  if (hooks.empty()) return;
  json::array list;
  for (const Hook& hook : hooks) {
    json::object object{{"path", hook.path}};
    if (!hook.args.empty()) object["args"] = write_texts(hook.args);
    if (!hook.env.empty()) object["env"] = write_texts(hook.env);
    if (hook.timeout.has_value()) object["timeout"] = *hook.timeout;
    list.push_back(std::move(object));
  }
  target[kind] = std::move(list);
}

json::object write_hooks(const Hooks& hooks) {
  json::object object;
  put_hooks(object, "prestart", hooks.prestart);
  put_hooks(object, "createRuntime", hooks.create_runtime);
  put_hooks(object, "createContainer", hooks.create_container);
  put_hooks(object, "startContainer", hooks.start_container);
  put_hooks(object, "poststart", hooks.poststart);
  put_hooks(object, "poststop", hooks.poststop);
  return object;
}

json::object write_spec(const Spec& spec) {
  json::object document{{"ociVersion", spec.oci_version}};
  if (spec.process.has_value()) document["process"] = write_process(*spec.process);
  if (spec.root.has_value()) document["root"] = {{"path", spec.root->path}, {"readonly", spec.root->readonly}};
  if (!spec.hostname.empty()) document["hostname"] = spec.hostname;
  if (!spec.domainname.empty()) document["domainname"] = spec.domainname;
  document["mounts"] = write_mounts(spec.mounts);
  json::object hooks = write_hooks(spec.hooks);
  if (!hooks.empty()) document["hooks"] = std::move(hooks);
  if (!spec.annotations.empty()) document["annotations"] = write_text_map(spec.annotations);
  document["linux"] = write_linux(spec.linux);
  return document;
}

}  // namespace

std::string serialize(const Spec& spec) { return json::serialize(write_spec(spec)); }
std::string serialize(const Seccomp& filter) { return json::serialize(write_seccomp(filter)); }
std::string serialize_indented(const Spec& spec) { return indented(write_spec(spec)); }

}  // namespace bulkhead::oci
