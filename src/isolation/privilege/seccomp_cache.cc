// Compiled filters on disk: compiling takes milliseconds, reading one back some microseconds.
#include <fcntl.h>

#include "base/format.h"
#include "base/log.h"
#include "base/parse.h"
#include "base/sha256.h"
#include "isolation/privilege/seccomp_compile.h"
#include "oci/serialize.h"
#include "sys/file.h"
#include "sys/identity.h"

namespace bulkhead::isolation {
namespace {

constexpr std::string_view format_version = "bulkhead-seccomp-1";
constexpr size_t largest = 1 << 20;

// "<checksum of the rest>\n<size> <size> ...\n<programs>"
std::string pack(const std::vector<std::string>& programs) {
  std::string body;
  for (const std::string& program : programs) body += format("{} ", program.size());
  body += '\n';
  for (const std::string& program : programs) body += program;
  return sha256_hex(body) + "\n" + body;
}

// Nothing when the file is not what pack() writes.
std::vector<std::string> unpack(std::string_view text) {
  constexpr size_t checksum_size = 64;
  if (text.size() < checksum_size + 1 || text[checksum_size] != '\n') return {};
  const std::string_view body = text.substr(checksum_size + 1);
  if (sha256_hex(body) != text.substr(0, checksum_size)) return {};
  const size_t end = body.find('\n');
  if (end == std::string_view::npos) return {};
  std::string_view rest = body.substr(end + 1);
  std::vector<std::string> programs;
  for (std::string_view word : split(body.substr(0, end), ' ')) {
    if (word.empty()) continue;
    const Result<uint32_t> size = parse_u32(word);
    if (!size.ok() || size.value() > rest.size() || size.value() % 8 != 0) return {};
    programs.emplace_back(rest.substr(0, size.value()));
    rest.remove_prefix(size.value());
  }
  return programs;
}

Result<sys::UniqueFd> open_directory(const std::string& path) {
  TRY(sys::make_directories(path, 0700));
  sys::UniqueFd directory = TRY(sys::open_file(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  const struct stat found = TRY(sys::stat_fd(directory));
  if (found.st_uid != sys::effective_uid() || (found.st_mode & 077) != 0)
    return Error::refused(format("{} must belong to us and be closed to others", path));
  return directory;
}

}  // namespace

Result<std::vector<std::string>> cached_seccomp(const oci::Seccomp& filter, const std::string& directory_path) {
  const sys::UniqueFd directory = TRY(open_directory(directory_path));
  const std::string name = sha256_hex(std::string(format_version) + oci::serialize(filter));
  const Result<std::string> kept = sys::read_file_at(directory, name, largest);
  if (kept.ok()) {
    std::vector<std::string> programs = unpack(kept.value());
    if (!programs.empty()) return programs;
  }
  SeccompPrograms compiled = TRY(compile_seccomp(filter));
  for (const std::string& unknown : compiled.unknown) log::debug("seccomp: unknown call left out: " + unknown);
  TRY(sys::replace_file_at(directory, name, pack(compiled.programs), 0600));
  return std::move(compiled.programs);
}

}  // namespace bulkhead::isolation
