#include "oci/parse.h"

#include "oci/json.h"
#include "oci/validate.h"

namespace bulkhead::oci {
namespace {

Result<Root> parse_root(const JsonPlace& place) {
  TRY(place.expect_object());
  Root root;
  root.path = TRY(place.at("path").text());
  root.readonly = TRY(place.at("readonly").flag());
  return root;
}

Result<std::vector<Hook>> parse_hook_list(const JsonPlace& place) {
  std::vector<Hook> hooks;
  const std::vector<JsonPlace> entries = TRY(place.items());
  for (const JsonPlace& entry : entries) {
    TRY(entry.expect_object());
    Hook hook;
    hook.path = TRY(entry.at("path").text());
    if (!hook.path.starts_with('/')) return entry.at("path").error("a hook's path must be absolute");
    hook.args = TRY(entry.at("args").texts());
    hook.env = TRY(entry.at("env").texts());
    hook.timeout = TRY(entry.at("timeout").u32());
    if (hook.timeout == 0u) return entry.at("timeout").error("a timeout must be greater than zero");
    hooks.push_back(std::move(hook));
  }
  return hooks;
}

}  // namespace

Result<std::map<std::string, std::string>> parse_text_map(const JsonPlace& place) {
  std::map<std::string, std::string> map;
  const auto members = TRY(place.members());
  for (const auto& [key, value] : members) {
    std::string text = TRY(value.text());
    if (key.empty()) return value.error("a key must not be empty");
    map.emplace(key, std::move(text));
  }
  return map;
}

Result<Hooks> parse_hooks(const JsonPlace& place) {
  TRY(place.expect_object());
  Hooks hooks;
  hooks.prestart = TRY(parse_hook_list(place.at("prestart")));
  hooks.create_runtime = TRY(parse_hook_list(place.at("createRuntime")));
  hooks.create_container = TRY(parse_hook_list(place.at("createContainer")));
  hooks.start_container = TRY(parse_hook_list(place.at("startContainer")));
  hooks.poststart = TRY(parse_hook_list(place.at("poststart")));
  hooks.poststop = TRY(parse_hook_list(place.at("poststop")));
  return hooks;
}

Result<Spec> parse_spec(std::string_view json_text) {
  const boost::json::value document = TRY(parse_json(json_text, "config.json"));
  const JsonPlace place("config.json", document);
  if (!document.is_object()) return place.error("expected an object");
  Spec spec;
  spec.oci_version = TRY(place.at("ociVersion").text());
  TRY(check_version(spec.oci_version));  // first: a document of another version may mean other things
  if (place.at("process").present()) spec.process = TRY(parse_process(place.at("process")));
  if (place.at("root").present()) spec.root = TRY(parse_root(place.at("root")));
  spec.hostname = TRY(place.at("hostname").text());
  spec.domainname = TRY(place.at("domainname").text());
  spec.mounts = TRY(parse_mounts(place.at("mounts")));
  spec.hooks = TRY(parse_hooks(place.at("hooks")));
  spec.annotations = TRY(parse_text_map(place.at("annotations")));
  spec.linux = TRY(parse_linux(place.at("linux")));
  if (place.at("vm").asks()) return place.at("vm").unsupported("a virtual machine");
  TRY(validate(spec));
  return spec;
}

}  // namespace bulkhead::oci
