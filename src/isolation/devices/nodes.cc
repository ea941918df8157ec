// A /dev with exactly the nodes that are safe to share - stateless, purely virtual or namespace-aware, in the paper's words
// - plus what the configuration lists, and the usual links. With a user namespace nobody inside could make a node, so each
// is the host's own, bound and checked by descriptor; without one the nodes are made.
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>

#include "base/format.h"
#include "isolation/observed.h"
#include "isolation/stage.h"
#include "sys/file.h"
#include "sys/mount.h"
#include "sys/process.h"
#include "sys/root_dir.h"

namespace bulkhead::isolation {
namespace {

struct Node {
  std::string path;
  char type = 'c';
  dev_t number = 0;
  mode_t mode = 0666;
  uint32_t uid = 0;
  uint32_t gid = 0;
};

const Node standard_nodes[] = {
    {"/dev/null", 'c', makedev(1, 3)},   {"/dev/zero", 'c', makedev(1, 5)},    {"/dev/full", 'c', makedev(1, 7)},
    {"/dev/random", 'c', makedev(1, 8)}, {"/dev/urandom", 'c', makedev(1, 9)}, {"/dev/tty", 'c', makedev(5, 0)},
};

std::vector<Node> all_nodes(const oci::Spec& spec) {
  std::vector<Node> nodes(std::begin(standard_nodes), std::end(standard_nodes));
  for (const oci::Device& device : spec.linux.devices) {
    const Node node{device.path,
                    device.type,
                    makedev(static_cast<unsigned>(device.major), static_cast<unsigned>(device.minor)),
                    device.file_mode.value_or(0666),
                    device.uid.value_or(0),
                    device.gid.value_or(0)};
    const auto same = std::find_if(nodes.begin(), nodes.end(), [&](const Node& n) { return n.path == node.path; });
    if (same != nodes.end())
      *same = node;
    else
      nodes.push_back(node);
  }
  return nodes;
}

mode_t type_bits(char type) {
  if (type == 'b') return S_IFBLK;
  return type == 'p' ? S_IFIFO : S_IFCHR;
}

// Where a driver of the host is bound from: the same path on the host, which must be the device that was asked for.
Status bind_node(const sys::RootDir& root, const Node& node) {
  sys::DetachedMount copy = TRY(sys::DetachedMount::copy_of(node.path, false));
  const struct stat found = TRY(sys::stat_fd(copy.fd()));
  if ((found.st_mode & S_IFMT) != type_bits(node.type) || found.st_rdev != node.number)
    return Error::refused(
        format("the host's {} is not device {}:{}", node.path, major(node.number), minor(node.number)));
  const sys::UniqueFd target = TRY(root.make_mount_file(node.path));
  (void)TRY(std::move(copy).attach(target).context(node.path));
  return {};
}

Status make_node(const sys::RootDir& root, const Node& node) {
  const size_t slash = node.path.find_last_of('/');
  const std::string name = node.path.substr(slash + 1);
  const sys::UniqueFd directory = TRY(root.make_directories(node.path.substr(0, slash), 0755));
  const Status made = sys::make_node_at(directory, name, type_bits(node.type) | node.mode, node.number);
  if (!made.ok() && made.error().number() == EEXIST) {
    // The image brought one, or a mount is shared: it must be the device asked for, or it is not used.
    const sys::UniqueFd there = TRY(sys::open_at(directory, name, O_PATH | O_NOFOLLOW));
    const struct stat found = TRY(sys::stat_fd(there));
    if ((found.st_mode & S_IFMT) == type_bits(node.type) && (node.type == 'p' || found.st_rdev == node.number))
      return {};
    return Error::refused(format("{} exists in the container and is another device", node.path));
  }
  TRY(made.ok() ? Status() : Status(made.error().copy()));
  TRY(sys::change_mode_at(directory, name, node.mode));  // mknod(2) applied the umask
  return sys::change_owner_at(directory, name, node.uid, node.gid);
}

Status make_links(const sys::RootDir& root) {
  const sys::UniqueFd dev = TRY(root.open("/dev", O_PATH | O_DIRECTORY));
  const std::pair<const char*, const char*> links[] = {{"/proc/self/fd", "fd"},
                                                       {"/proc/self/fd/0", "stdin"},
                                                       {"/proc/self/fd/1", "stdout"},
                                                       {"/proc/self/fd/2", "stderr"},
                                                       {"pts/ptmx", "ptmx"}};
  for (const auto& [target, name] : links) {
    const Status made = sys::make_symlink_at(dev, target, name);
    if (!made.ok() && made.error().number() != EEXIST) return made.error().copy();
  }
  return {};
}

// A /dev that is bound from outside belongs to whoever bound it: nothing is made there.
bool has_own_dev(const Stage& stage) {
  for (const oci::Mount& mount : stage.spec.mounts)
    if (mount.destination == "/dev") return !mount.options.bind;
  return true;
}

Status fill(Stage& stage) {
  const sys::RootDir root(stage.root);
  const bool bound = !stage.uid_map.empty() || !stage.host_root;
  const mode_t umask = sys::set_umask(0);
  Status status;
  for (const Node& node : all_nodes(stage.spec)) {
    status = bound && node.type != 'p' ? bind_node(root, node) : make_node(root, node);
    if (!status.ok()) break;
  }
  sys::set_umask(umask);
  TRY(std::move(status));
  return make_links(root);
}

// What is directly below /dev: every device there is one that was asked for, by name and number.
Status confirm_nodes(const Observed& observed) {
  const std::vector<Node> nodes = all_nodes(observed.stage().spec);
  const sys::UniqueFd root = TRY(observed.open_directory("root"));
  const sys::UniqueFd dev = TRY(sys::RootDir(root).open("/dev", O_RDONLY | O_DIRECTORY));
  for (const std::string& name : TRY(sys::list_directory(dev))) {
    const Result<sys::UniqueFd> entry = sys::open_at(dev, name, O_PATH | O_NOFOLLOW);
    if (!entry.ok()) continue;  // removed meanwhile
    const struct stat found = TRY(sys::stat_fd(entry.value()));
    if (!S_ISCHR(found.st_mode) && !S_ISBLK(found.st_mode)) continue;
    if (name == "console" && observed.stage().spec.process->terminal) continue;  // a terminal of the container's own
    const auto asked = [&](const Node& node) {
      return node.path == "/dev/" + name && type_bits(node.type) == (found.st_mode & S_IFMT) &&
             node.number == found.st_rdev;
    };
    if (std::any_of(nodes.begin(), nodes.end(), asked)) continue;
    return differs("/dev/" + name, "no such device", format("{}:{}", major(found.st_rdev), minor(found.st_rdev)));
  }
  return {};
}

}  // namespace

extern const Control device_nodes;
const Control device_nodes{
    .id = "devices/nodes",
    .why = "only stateless, virtual and namespace-aware devices exist inside: no disk, no memory, no host terminal",
    .wanted = has_own_dev,
    .inside_build = fill,
    .confirm = confirm_nodes,
};

}  // namespace bulkhead::isolation
