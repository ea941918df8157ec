#include "audit/driver.h"

#include <boost/json.hpp>

#include "base/format.h"
#include "base/parse.h"
#include "oci/json.h"
#include "sys/file.h"
#include "sys/process.h"

namespace bulkhead::audit {

#define DRIVER(name) extern const Driver name;
#include "audit/drivers.def"
#undef DRIVER

const std::vector<const Driver*>& drivers() {
#define DRIVER(name) &name,
  static const std::vector<const Driver*> all = {
#include "audit/drivers.def"
  };
#undef DRIVER
  return all;
}

Result<std::string> first_line_of(const std::vector<std::string>& command) {
  const sys::CommandResult result = TRY(sys::run_command(command));
  if (result.status.shell_code() == 127) return Error::unsupported(command[0] + " is not installed");
  if (result.status.shell_code() != 0)
    return Error::unsupported(format("{} ended with {}", command[0], result.status.to_string()));
  return std::string(trimmed(split(result.output, '\n')[0]));
}

Status make_rootfs(const Setup& setup, const std::string& place) {
  const std::string rootfs = place + "/rootfs";
  for (const char* name : {"", "/proc", "/sys", "/dev", "/tmp", "/etc", "/usr", "/run", "/share"})
    TRY(sys::make_directory(rootfs + name, 0755));
  TRY(sys::make_directory(place + "/share", 0755));
  TRY(sys::change_mode_at(sys::Fd(AT_FDCWD), place + "/share", 0777));
  const std::string program = TRY(sys::read_file(setup.guest));
  const sys::UniqueFd directory = TRY(sys::open_file(rootfs, O_RDONLY | O_DIRECTORY));
  TRY(sys::create_file_at(directory, "probe", program, 0755));
  return sys::change_mode_at(directory, "probe", 0755);
}

Status make_bundle(const Setup& setup, const std::string& runtime, const std::string& place, const std::string& token) {
  namespace json = boost::json;
  TRY(make_rootfs(setup, place));
  (void)TRY(first_line_of({runtime, "spec", "--bundle=" + place}));
  const std::string text = TRY(sys::read_file(place + "/config.json"));
  json::value document = TRY(oci::parse_json(text, "config.json"));
  json::object& config = document.as_object();
  config["process"].as_object()["terminal"] = false;
  config["process"].as_object()["args"] = {"/probe", "serve", token, "/share"};
  config["mounts"].as_array().push_back(
      {{"destination", "/share"}, {"type", "bind"}, {"source", place + "/share"}, {"options", {"rbind", "rw"}}});
  config["linux"].as_object()["cgroupsPath"] = setup.cage + "/" + token;
  const sys::UniqueFd directory = TRY(sys::open_file(place, O_RDONLY | O_DIRECTORY));
  return sys::replace_file_at(directory, "config.json", json::serialize(document), 0644);
}

}  // namespace bulkhead::audit
