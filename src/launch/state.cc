#include "launch/state.h"

#include <fcntl.h>

#include <algorithm>

#include "base/format.h"
#include "launch/state_json.h"
#include "oci/parse.h"
#include "oci/serialize.h"
#include "oci/validate.h"
#include "sys/file.h"
#include "sys/identity.h"
#include "sys/process.h"

namespace bulkhead::launch {
namespace {

constexpr const char* state_file = "state.json";
constexpr const char* spec_file = "config.json";
constexpr const char* gate_file = "gate";
constexpr size_t largest_state = 4 << 20;

// The directory of all states. Somebody else's directory would let them read and replace what we believe of containers
// (CVE-2021-41103), so owner and mode are checked each time.
Result<sys::UniqueFd> open_root(const std::string& root_dir) {
  TRY(sys::make_directories(root_dir, 0700).context("--root"));
  sys::UniqueFd root = TRY(sys::open_file(root_dir, O_RDONLY | O_DIRECTORY).context("--root"));
  const struct stat found = TRY(sys::stat_fd(root));
  if (found.st_uid != sys::effective_uid() || (found.st_mode & 022) != 0)
    return Error::refused(format("--root {} is owned by uid {} with mode {:04o}", quoted(root_dir), found.st_uid,
                                 static_cast<unsigned>(found.st_mode & 07777)))
        .hint("it must belong to you and be writable by nobody else");
  return root;
}

}  // namespace

std::string_view to_string(ContainerStatus status) {
  constexpr std::string_view names[] = {"creating", "created", "running", "paused", "stopped"};
  return names[static_cast<uint8_t>(status)];
}

ContainerStatus status_of(const ContainerState& state, sys::Fd state_dir) {
  if (state.pid == 0) return ContainerStatus::creating;
  const Result<uint64_t> started = sys::start_time(state.pid);
  if (!started.ok() || started.value() != state.start_time) return ContainerStatus::stopped;
  const Result<char> letter = sys::process_state(state.pid);
  if (!letter.ok() || letter.value() == 'Z' || letter.value() == 'X') return ContainerStatus::stopped;
  const bool gated = sys::exists_at(state_dir, gate_file);
  return gated ? ContainerStatus::created : ContainerStatus::running;
}

Result<StateDir> StateDir::create(const std::string& root_dir, const std::string& id) {
  const sys::UniqueFd root = TRY(open_root(root_dir));
  const Status made = sys::make_directory_at(root, id, 0700);
  if (!made.ok() && made.error().number() == EEXIST)
    return Error::conflict(format("container {} exists already", quoted(id)))
        .hint(format("`bulkhead delete {}` removes it", id));
  TRY(made.ok() ? Status() : Status(made.error().copy()));
  sys::UniqueFd fd = TRY(sys::open_at(root, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  return StateDir(std::move(fd), root_dir + "/" + id);
}

Result<StateDir> StateDir::open(const std::string& root_dir, const std::string& id) {
  const std::string checked = TRY(oci::parse_container_id(id));
  Result<sys::UniqueFd> fd = sys::open_file(root_dir + "/" + checked, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!fd.ok() && fd.error().number() == ENOENT)
    return Error::not_found(format("container {} does not exist", quoted(id)))
        .hint("`bulkhead list` shows those that do");
  sys::UniqueFd opened = TRY(std::move(fd));
  return StateDir(std::move(opened), root_dir + "/" + checked);
}

Result<std::vector<std::string>> StateDir::list(const std::string& root_dir) {
  Result<sys::UniqueFd> root = sys::open_file(root_dir, O_RDONLY | O_DIRECTORY);
  if (!root.ok() && root.error().number() == ENOENT) return std::vector<std::string>();
  const sys::UniqueFd opened = TRY(std::move(root));
  std::vector<std::string> names = TRY(sys::list_directory(opened));
  std::erase_if(names, [](const std::string& name) { return name.starts_with('.'); });
  std::sort(names.begin(), names.end());
  return names;
}

Status StateDir::write_state(const ContainerState& state) const {
  return sys::replace_file_at(fd_, state_file, state_to_json(state), 0600);
}

Result<ContainerState> StateDir::read_state() const {
  const std::string text = TRY(sys::read_file_at(fd_, state_file, largest_state));
  return state_from_json(text);
}

Status StateDir::write_spec(const oci::Spec& spec) const {
  return sys::create_file_at(fd_, spec_file, oci::serialize(spec), 0600);
}

Result<oci::Spec> StateDir::read_spec() const {
  const std::string text = TRY(sys::read_file_at(fd_, spec_file, largest_state));
  return oci::parse_spec(text);
}

void StateDir::remove() const {
  const Result<std::vector<std::string>> names = sys::list_directory(fd_);
  if (names.ok())
    for (const std::string& name : names.value()) (void)sys::remove_file_at(fd_, name);
  (void)sys::remove_directory(path_);  // what is left shows up in `bulkhead list`
}

Status write_pid_file(const std::string& path, pid_t pid) {
  const size_t slash = path.find_last_of('/');
  const std::string directory = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  const sys::UniqueFd place = TRY(sys::open_file(directory, O_RDONLY | O_DIRECTORY).context("--pid-file"));
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  return sys::replace_file_at(place, name, format("{}", pid), 0644).context("--pid-file");
}

}  // namespace bulkhead::launch
