// mounts[] of the configuration, in its order. Each is built detached and restricted before it is attached to a descriptor
// of its target inside the root; sources on the host are opened by the host side where it has more rights than init.
#include "base/format.h"
#include "isolation/filesystem/cgroup_mount.h"
#include "isolation/filesystem/root_source.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/file.h"
#include "sys/mount.h"
#include "sys/root_dir.h"

namespace bulkhead::isolation {
namespace {

constexpr uint64_t ms_rec = 16384;

std::string name_of(const oci::Mount& mount) { return format("mount {} on {}", mount.type, quoted(mount.destination)); }

std::string source_path(const Stage& stage, const oci::Mount& mount) {
  return mount.source.starts_with('/') ? mount.source : stage.bundle_dir + "/" + mount.source;
}

// The host side: sources of binds as detached trees, so that a directory which the container's root could not enter (mode
// 0700, another owner) can still be given to it by name.
Status hand_sources(Stage& stage) {
  if (!stage.host_root) return {};
  for (uint32_t i = 0; i < stage.spec.mounts.size(); ++i) {
    const oci::Mount& mount = stage.spec.mounts[i];
    if (!mount.options.bind) continue;
    sys::DetachedMount tree = TRY(
        sys::DetachedMount::copy_of(source_path(stage, mount), mount.options.recursive_bind).context(name_of(mount)));
    if (mount.options.idmap && stage.user_namespace.valid())
      TRY(tree.map_ids(stage.user_namespace, mount.options.recursive_idmap).context(name_of(mount)));
    stage.hand(Slot::first_mount, std::move(tree).release(), i);
  }
  return {};
}

Result<sys::DetachedMount> bind_source(Stage& stage, uint32_t index) {
  const oci::Mount& mount = stage.spec.mounts[index];
  sys::UniqueFd handed = stage.take_handed(Slot::first_mount, index);
  if (handed.valid()) return sys::DetachedMount(std::move(handed), quoted(mount.source));
  if (mount.options.idmap)
    return Error::unsupported("id-mapped mounts need root on the host").hint("leave out the option idmap");
  return sys::DetachedMount::copy_of(source_path(stage, mount), mount.options.recursive_bind);
}

// Those that take the mount option context= (selinux(8)); procfs and sysfs have labels of the policy's.
bool takes_label(std::string_view type) { return type == "tmpfs" || type == "devpts"; }

sys::DetachedMount::Options file_system_options(const Stage& stage, const oci::Mount& mount) {
  sys::DetachedMount::Options options;
  const std::string& label = stage.spec.linux.mount_label;
  if (!label.empty() && takes_label(mount.type)) options.emplace_back("context", label);
  for (const std::string& entry : mount.options.data) {
    const size_t equals = entry.find('=');
    if (equals == std::string::npos)
      options.emplace_back(entry, "");
    else
      options.emplace_back(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return options;
}

Result<sys::DetachedMount> make_source(Stage& stage, uint32_t index) {
  const oci::Mount& mount = stage.spec.mounts[index];
  if (mount.options.bind) return bind_source(stage, index);
  if (mount.options.tmpcopyup) return Error::unsupported("the mount option tmpcopyup is not supported yet");
  return sys::DetachedMount::create(mount.type, mount.source.empty() ? mount.type : mount.source,
                                    file_system_options(stage, mount), mount.options.set);
}

// /proc, /sys and /dev must be what they look like: as a symlink they would take the mount elsewhere, and a later write
// meant for procfs with it (CVE-2019-19921, CVE-2026-41579).
Result<sys::UniqueFd> open_target(const sys::RootDir& root, const oci::Mount& mount, sys::Fd source) {
  const std::string& path = mount.destination;
  const struct stat from = TRY(sys::stat_fd(source));
  for (const char* fixed : {"/proc", "/sys", "/dev"}) {
    if (path != fixed) continue;
    const Result<sys::UniqueFd> plain = root.open_no_symlinks(path, O_PATH | O_NOFOLLOW);
    if (!plain.ok() && plain.error().number() != ENOENT)
      return plain.error().copy().wrap(format("{} in the container's root is not a plain directory", path));
    if (plain.ok() && !S_ISDIR(TRY(sys::stat_fd(plain.value())).st_mode))
      return Error::refused(format("{} in the container's root is not a directory", path));
  }
  if (S_ISDIR(from.st_mode)) return root.make_directories(path, 0755);
  return root.make_mount_file(path);
}

// Flags first, on the detached tree, so that there is no moment in which a writable mount is visible.
Status restrict(sys::DetachedMount& tree, const oci::MountOptions& options) {
  if (options.bind) TRY(tree.change({.set = options.set, .clear = options.clear}, false));
  return tree.change({.set = options.recursive_set, .clear = options.recursive_clear}, true);
}

Status set_propagation(sys::Fd place, const oci::MountOptions& options) {
  for (uint64_t kind : options.propagation)
    TRY(sys::change_mount(place, {.propagation = kind & ~ms_rec}, (kind & ms_rec) != 0));
  return {};
}

Status mount_one(Stage& stage, uint32_t index) {
  const oci::Mount& mount = stage.spec.mounts[index];
  const sys::RootDir root(stage.root);
  if (mount.type == "cgroup" || mount.type == "cgroup2") return mount_cgroup(stage, mount);
  sys::DetachedMount tree = TRY(make_source(stage, index));
  TRY(restrict(tree, mount.options));
  const sys::UniqueFd target = TRY(open_target(root, mount, tree.fd()));
  const sys::UniqueFd place = TRY(std::move(tree).attach(target));
  return set_propagation(place, mount.options);
}

Status mount_all(Stage& stage) {
  for (uint32_t i = 0; i < stage.spec.mounts.size(); ++i)
    TRY(mount_one(stage, i).context(name_of(stage.spec.mounts[i])));
  return {};
}

bool is_covered(const std::vector<oci::Mount>& mounts, size_t index) {
  for (size_t later = index + 1; later < mounts.size(); ++later)
    if (mounts[later].destination == mounts[index].destination) return true;
  return false;
}

Status confirm_one(const Observed& observed, const oci::Mount& mount, sys::Fd root) {
  const auto line = TRY(observed.mount_at(mount.destination));
  if (!line.has_value()) {
    // Through a symlink of the image the mount stands elsewhere, inside the root all the same.
    const Result<sys::UniqueFd> plain = sys::RootDir(root).open_no_symlinks(mount.destination, O_PATH);
    if (!plain.ok() && plain.error().number() == ELOOP) return {};
    return differs("mount on " + quoted(mount.destination), mount.type, "none");
  }
  if (!mount.options.bind && !mount.type.starts_with("cgroup") && line->type != mount.type)
    return differs("mount on " + quoted(mount.destination), mount.type, line->type);
  if (has_flags(line->options, mount.options.set)) return {};
  return differs("mount on " + quoted(mount.destination), "the flags asked for", line->options);
}

Status confirm_mounts(const Observed& observed) {
  const std::vector<oci::Mount>& mounts = observed.stage().spec.mounts;
  const sys::UniqueFd root = TRY(observed.open_directory("root"));
  for (size_t i = 0; i < mounts.size(); ++i)
    if (!is_covered(mounts, i)) TRY(confirm_one(observed, mounts[i], root));
  return {};
}

}  // namespace

extern const Control mounts;
const Control mounts{
    .id = "filesystem/mounts",
    .why = "/proc, /sys, /dev and the volumes are the container's own, with the flags asked for",
    .wanted = [](const Stage& stage) { return !stage.spec.mounts.empty(); },
    .host_attach = hand_sources,
    .inside_build = mount_all,
    .confirm = confirm_mounts,
};

}  // namespace bulkhead::isolation
