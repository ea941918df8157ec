#include "cli/bundle.h"

#include "base/format.h"
#include "base/log.h"
#include "oci/json.h"
#include "oci/parse.h"
#include "sys/file.h"

namespace bulkhead::cli {

Result<Bundle> read_bundle(const std::string& path) {
  const sys::UniqueFd directory = TRY(sys::open_file(path.empty() ? "." : path, O_RDONLY | O_DIRECTORY)
                                          .context(format("bundle {}", bulkhead::quoted(path))));
  Bundle bundle;
  bundle.directory = TRY(sys::read_link_at(sys::Fd(AT_FDCWD), format("/proc/self/fd/{}", directory.number())));
  const sys::UniqueFd file = TRY(sys::open_at(directory, "config.json", O_RDONLY | O_NONBLOCK | O_NOCTTY)
                                     .context(format("bundle {}", bulkhead::quoted(path)))
                                     .hint("`bulkhead spec` writes a config.json to start from"));
  Result<std::string> text = sys::read_all(file, oci::largest_json);
  if (!text.ok() && text.error().number() == EFBIG)
    return Error::config(format("{}/config.json is larger than {} bytes", bundle.directory, oci::largest_json));
  const std::string content = TRY(std::move(text));
  bundle.spec = TRY(oci::parse_spec(content));
  return bundle;
}

void warn_about(const oci::Spec& spec) {
  if (!spec.process.has_value() || !spec.process->capabilities.has_value()) return;
  for (const std::string& name : spec.process->capabilities->unknown)
    log::warn(format("config.json: /process/capabilities: {} is unknown here and ignored", bulkhead::quoted(name)));
}

}  // namespace bulkhead::cli
