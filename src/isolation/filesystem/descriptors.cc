// The last look before exec: every descriptor but 0, 1, 2 and those asked for closes on exec. A leaked directory of the
// host was CVE-2024-21626; here it would need two mistakes, since all our descriptors are close-on-exec to begin with.
#include <set>

#include "base/format.h"
#include "base/parse.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/file.h"

namespace bulkhead::isolation {
namespace {

std::string_view field_after(std::string_view text, std::string_view key) {
  const size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + key.size());
  return trimmed(rest.substr(0, rest.find('\n')));
}

// Files lie on mounts; a descriptor whose mount is not in the container's own table came from outside. Pipes, sockets and
// memory files lie on no mount that anybody can reach.
Status confirm_own_files(const Observed& observed) {
  if (!observed.running()) return {};  // init still has its own, all close-on-exec
  const std::string table = TRY(observed.read("mountinfo"));
  std::set<std::string_view> mounts;
  for (std::string_view line : split(table, '\n')) mounts.insert(line.substr(0, line.find(' ')));
  if (!observed.stage().host_root) return Error::unsupported("an ordinary user may not read the list of open files");
  const sys::UniqueFd directory = TRY(observed.open_directory("fd"));
  const uint32_t first = 3 + static_cast<uint32_t>(observed.stage().preserve_fds);
  for (const std::string& name : TRY(sys::list_directory(directory))) {
    if (TRY(parse_u32(name)) < first) continue;
    const Result<std::string> target = sys::read_link_at(directory, name);
    const Result<std::string> info = observed.read(("fdinfo/" + name).c_str());
    if (!target.ok() || !info.ok()) continue;  // closed meanwhile
    if (!target.value().starts_with('/') || target.value().starts_with("/memfd:")) continue;
    if (mounts.contains(field_after(info.value(), "mnt_id:"))) continue;
    return differs(format("descriptor {}", name), "a file of the container's own mounts", target.value());
  }
  return {};
}

}  // namespace

extern const Control descriptors;
const Control descriptors{
    .id = "filesystem/no-host-descriptors",
    .why = "no descriptor of the host is open in the container",
    .wanted = [](const Stage&) { return true; },
    .before_exec = [](Stage& stage) { return sys::cloexec_all_from(3 + static_cast<int>(stage.preserve_fds)); },
    .confirm = confirm_own_files,
};

}  // namespace bulkhead::isolation
