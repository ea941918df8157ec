// The root that needs no download: the host's /usr read-only, a generated /etc, and throw-away /tmp, /root, /home, /var and
// /run. Of the host's configuration only /etc/alternatives is shown, names of programs in /usr and nothing else: without
// it `awk` and `vi` would be dangling links. Nothing else of the host is there.
#include <linux/mount.h>

#include <cerrno>

#include "base/format.h"
#include "isolation/filesystem/root_source.h"
#include "isolation/filesystem/staging.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/file.h"

namespace bulkhead::isolation {
namespace {

constexpr uint64_t read_only_tree = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
constexpr const char* alternatives = "/etc/alternatives";

bool has_alternatives() { return sys::stat_path(alternatives).ok(); }

// Where the file system cannot show ids through a map (overlayfs, NFS), the host's files belong to nobody inside; what
// everybody may read can still be read, and that is what programs need of /usr.
Result<sys::DetachedMount> readable_tree(const Stage& stage, const std::string& path) {
  sys::DetachedMount tree = TRY(sys::DetachedMount::copy_of(path, true));
  if (!maps_ids_on_disk(stage)) return tree;
  const Status mapped = tree.map_ids(stage.user_namespace, true);
  if (!mapped.ok() && mapped.error().number() != EINVAL) return mapped.error().copy();
  return tree;
}

Status hand_trees(Stage& stage) {
  if (!stage.host_root) return {};
  sys::DetachedMount usr = TRY(readable_tree(stage, "/usr"));
  stage.hand(Slot::usr, std::move(usr).release());
  if (has_alternatives()) {
    sys::DetachedMount names = TRY(readable_tree(stage, alternatives));
    stage.hand(Slot::alternatives, std::move(names).release());
  }
  return {};
}

Status attach_read_only(Stage& stage, Slot slot, const char* path, sys::Fd root, const char* name) {
  sys::DetachedMount tree = TRY(received_tree(stage, slot, path, true));
  TRY(tree.change({.set = read_only_tree}, true));
  const sys::UniqueFd target = TRY(sys::open_at(root, name, O_PATH | O_DIRECTORY | O_NOFOLLOW));
  (void)TRY(std::move(tree).attach(target));
  return {};
}

// /bin, /lib, ... as links into /usr, as the host has them. A host that keeps them as directories is not merged; then
// its programs cannot run from /usr alone.
Status make_usr_links(sys::Fd root) {
  for (const char* name : {"bin", "sbin", "lib", "lib32", "lib64", "libx32"}) {
    const Result<std::string> target = sys::read_link_at(sys::Fd(AT_FDCWD), std::string("/") + name);
    if (target.ok()) {
      TRY(sys::make_symlink_at(root, target.value(), name));
    } else if (target.error().number() != ENOENT) {
      return Error::unsupported(format("/{} is not a link into /usr on this host", name))
          .hint("the embedded root needs a merged /usr; give a root with --rootfs");
    }
  }
  return {};
}

Status write_etc(const Stage& stage, sys::Fd root) {
  const sys::UniqueFd etc = TRY(sys::open_at(root, "etc", O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  const std::string& host = stage.spec.hostname;
  const std::pair<const char*, std::string> files[] = {
      {"passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"},
      {"group", "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n"},
      {"hosts", format("127.0.0.1 localhost {0}\n::1 localhost {0}\n", host)},
      {"hostname", host + "\n"},
      {"nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"},
  };
  for (const auto& [name, text] : files) TRY(sys::create_file_at(etc, name, text, 0644));
  return sys::make_symlink_at(etc, "../proc/self/mounts", "mtab");
}

// One tmpfs shows up at every place that can be written; it is bounded as a whole.
Status attach_scratch(Stage& stage, sys::Fd root, const std::string& place) {
  const std::string size(stage.annotation("org.bulkhead.root.size"));
  sys::DetachedMount scratch =
      TRY(sys::DetachedMount::create("tmpfs", "bulkhead", {{"size", size.empty() ? "1g" : size}, {"mode", "0755"}},
                                     MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
  const sys::UniqueFd var = TRY(sys::open_at(root, "var", O_PATH | O_DIRECTORY | O_NOFOLLOW));
  const sys::UniqueFd base = TRY(std::move(scratch).attach(var));
  const std::pair<const char*, mode_t> places[] = {{"tmp", 01777}, {"root", 0700}, {"home", 0755}, {"run", 0755}};
  for (const auto& [name, mode] : places) {
    const std::string hidden = format(".{}", name);
    TRY(sys::make_directory_at(base, hidden, mode));
    TRY(sys::change_mode_at(base, hidden, mode));
    sys::DetachedMount part = TRY(sys::DetachedMount::copy_of(format("{}/var/{}", place, hidden), false));
    const sys::UniqueFd target = TRY(sys::open_at(root, name, O_PATH | O_DIRECTORY | O_NOFOLLOW));
    (void)TRY(std::move(part).attach(target));
  }
  for (const char* name : {"cache", "lib", "log", "spool"}) TRY(sys::make_directory_at(base, name, 0755));
  TRY(sys::make_symlink_at(base, "../tmp", "tmp"));
  return sys::make_symlink_at(base, "../run", "run");
}

Status build_root(Stage& stage) {
  sys::DetachedMount tree = TRY(sys::DetachedMount::create("tmpfs", "bulkhead", {{"size", "1m"}, {"mode", "0755"}},
                                                           MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
  const std::string place = TRY(staging_place());
  stage.root = TRY(attach_root(std::move(tree)));  // attached before it is filled: some kernels refuse the other order
  const char* directories[] = {
      "usr", "etc", "etc/alternatives", "proc", "sys", "dev", "tmp", "root", "home", "var", "run", "mnt", "opt", "srv"};
  for (const char* name : directories) TRY(sys::make_directory_at(stage.root, name, 0755));
  TRY(make_usr_links(stage.root));
  TRY(write_etc(stage, stage.root));
  TRY(attach_read_only(stage, Slot::usr, "/usr", stage.root, "usr"));
  if (has_alternatives())
    TRY(attach_read_only(stage, Slot::alternatives, alternatives, stage.root, "etc/alternatives"));
  return attach_scratch(stage, stage.root, place);
}

Status confirm_embedded(const Observed& observed) {
  const auto root = TRY(observed.mount_at("/"));
  if (!root.has_value() || root->type != "tmpfs")
    return differs("mount on /", "tmpfs", root.has_value() ? root->type : "none");
  const auto trees = TRY(observed.mounts_from("/usr"));
  if (trees.empty()) return differs("mount on /usr", "the host's /usr, read-only", "none");
  for (const auto& [place, line] : trees)
    if (!has_flags(line.options, read_only_tree)) return differs("mount on " + place, "ro,nosuid,nodev", line.options);
  return {};
}

}  // namespace

extern const Control embedded_root;
const Control embedded_root{
    .id = "filesystem/embedded-root",
    .why = "nothing of the host but its programs is visible, and those are read-only",
    .wanted = [](const Stage& stage) { return stage.annotation("org.bulkhead.root") == "embedded"; },
    .host_attach = hand_trees,
    .inside_build = build_root,
    .confirm = confirm_embedded,
};

}  // namespace bulkhead::isolation
