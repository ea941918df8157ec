#include "isolation/processes/id_range.h"

#include <fcntl.h>

#include <functional>
#include <vector>

#include "base/format.h"
#include "base/parse.h"
#include "sys/file.h"
#include "sys/lock.h"

namespace bulkhead::isolation {
namespace {

constexpr uint32_t first_id = 0x70000000;
constexpr uint32_t range_count = 4096;

struct Line {
  std::string_view name;
  uint32_t start = 0;
  uint32_t count = 0;
};

// subuid(5): "name:start:count", one per line. Lines that are none are skipped, as newuidmap does.
std::vector<Line> subordinate_lines(std::string_view text) {
  std::vector<Line> lines;
  for (std::string_view line : split(text, '\n')) {
    const std::vector<std::string_view> fields = split(trimmed(line), ':');
    if (fields.size() != 3) continue;
    const Result<uint32_t> start = parse_u32(fields[1]);
    const Result<uint32_t> count = parse_u32(fields[2]);
    if (start.ok() && count.ok() && count.value() > 0) lines.push_back({fields[0], start.value(), count.value()});
  }
  return lines;
}

Result<std::string> read_or_empty(const std::string& path) {
  Result<std::string> text = sys::read_file(path, 1 << 20);
  if (!text.ok() && text.error().number() == ENOENT) return std::string();
  return text;
}

bool overlaps(const std::vector<Line>& lines, uint32_t start) {
  for (const Line& line : lines)
    if (line.start < uint64_t{start} + id_range_size && start < uint64_t{line.start} + line.count) return true;
  return false;
}

// True when the claim is now free. Only under the lock, so that two takers cannot undo each other.
Result<bool> release_if_stale(sys::Fd directory, const std::string& name) {
  const Result<std::string> owner = sys::read_file_at(directory, name, 4096);
  if (!owner.ok()) return owner.error().number() == ENOENT;
  // An empty claim was made this very moment: its owner is about to write.
  if (owner.value().empty() || sys::stat_path(owner.value()).ok()) return false;
  TRY(sys::remove_file_at(directory, name));
  return true;
}

}  // namespace

Result<IdRangeClaim> claim_id_range(const std::string& directory_path, const std::string& owner) {
  TRY(sys::make_directories(directory_path, 0700));
  const sys::UniqueFd directory = TRY(sys::open_file(directory_path, O_RDONLY | O_DIRECTORY));
  const std::string taken_text = TRY(read_or_empty("/etc/subuid"))
  +"\n" + TRY(read_or_empty("/etc/subgid"));
  const std::vector<Line> taken = subordinate_lines(taken_text);

  // Start at a place of the container's own, so that concurrent starts seldom try the same range.
  const uint32_t begin = static_cast<uint32_t>(std::hash<std::string>()(owner) % range_count);
  for (int round = 0; round < 2; ++round) {
    sys::UniqueFd lock;
    if (round == 1) lock = TRY(sys::lock_file_at(directory, "lock"));
    for (uint32_t i = 0; i < range_count; ++i) {
      const uint32_t start = first_id + (begin + i) % range_count * id_range_size;
      if (overlaps(taken, start)) continue;
      const std::string name = format("{}", start);
      if (round == 1 && !TRY(release_if_stale(directory, name))) continue;
      const Status claimed = sys::create_file_at(directory, name, owner, 0600);
      if (claimed.ok()) return IdRangeClaim{start, directory_path + "/" + name};
      if (claimed.error().number() != EEXIST) return claimed.error().copy();
    }
  }
  return Error::conflict(format("all {} user-id ranges are taken (claims in {})", range_count, directory_path))
      .hint("`bulkhead list` shows the containers that hold them");
}

Result<SubordinateIds> subordinate_ids(uint32_t uid) {
  const std::string uids = TRY(read_or_empty("/etc/subuid"));
  const std::string gids = TRY(read_or_empty("/etc/subgid"));
  // The name of the user, read from the file: static programs must not load NSS modules.
  std::string name;
  const std::string passwd = TRY(read_or_empty("/etc/passwd"));
  for (std::string_view line : split(passwd, '\n')) {
    const std::vector<std::string_view> fields = split(line, ':');
    if (fields.size() >= 3 && fields[2] == std::to_string(uid)) name = fields[0];
  }
  const auto find = [&](const std::string& text) -> IdRange {
    for (const Line& line : subordinate_lines(text))
      if ((!name.empty() && line.name == name) || line.name == std::to_string(uid)) return {0, line.start, line.count};
    return {};
  };
  SubordinateIds found;
  found.uids = find(uids);
  found.gids = find(gids);
  return found;
}

}  // namespace bulkhead::isolation
