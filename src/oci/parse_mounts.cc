#include <algorithm>

#include "base/format.h"
#include "oci/json.h"
#include "oci/parse.h"

namespace bulkhead::oci {
namespace {

// Values of <linux/mount.h>.
constexpr uint64_t rdonly = 0x1, nosuid = 0x2, nodev = 0x4, noexec = 0x8, atime_field = 0x70, noatime = 0x10,
                   strictatime = 0x20, nodiratime = 0x80, nosymfollow = 0x200000;
constexpr uint64_t ms_rec = 0x4000, ms_unbindable = 1 << 17, ms_private = 1 << 18, ms_slave = 1 << 19,
                   ms_shared = 1 << 20;

struct FlagOption {
  std::string_view name;
  uint64_t set;
  uint64_t clear;
};

// mount(8) and the specification's list; with "r" in front the whole tree is meant (mount_setattr(2), AT_RECURSIVE).
constexpr FlagOption flags[] = {
    {"ro", rdonly, 0},
    {"rw", 0, rdonly},
    {"nosuid", nosuid, 0},
    {"suid", 0, nosuid},
    {"nodev", nodev, 0},
    {"dev", 0, nodev},
    {"noexec", noexec, 0},
    {"exec", 0, noexec},
    {"noatime", noatime, 0},
    {"atime", 0, noatime},
    {"strictatime", strictatime, 0},
    {"nostrictatime", 0, strictatime},
    {"relatime", 0, atime_field},
    {"norelatime", strictatime, 0},
    {"nodiratime", nodiratime, 0},
    {"diratime", 0, nodiratime},
    {"nosymfollow", nosymfollow, 0},
    {"symfollow", 0, nosymfollow},
};

struct PropagationOption {
  std::string_view name;
  uint64_t kind;
};
constexpr PropagationOption propagation[] = {{"private", ms_private},       {"rprivate", ms_private | ms_rec},
                                             {"shared", ms_shared},         {"rshared", ms_shared | ms_rec},
                                             {"slave", ms_slave},           {"rslave", ms_slave | ms_rec},
                                             {"unbindable", ms_unbindable}, {"runbindable", ms_unbindable | ms_rec}};

// Flags of the superblock that mount(2) spells as options; fsconfig takes them by the same name.
bool is_silent_default(std::string_view option) {
  return option == "defaults" || option == "async" || option == "nolazytime" || option == "loud" || option == "silent";
}

bool take_flag(MountOptions& sorted, std::string_view option) {
  for (const FlagOption& flag : flags) {
    if (option == flag.name) {
      sorted.set = (sorted.set & ~flag.clear) | flag.set;
      sorted.clear = (sorted.clear & ~flag.set) | flag.clear;
      return true;
    }
    if (option.size() > 1 && option[0] == 'r' && option.substr(1) == flag.name) {
      sorted.recursive_set = (sorted.recursive_set & ~flag.clear) | flag.set;
      sorted.recursive_clear = (sorted.recursive_clear & ~flag.set) | flag.clear;
      return true;
    }
  }
  return false;
}

bool take_word(MountOptions& sorted, std::string_view option) {
  if (option == "bind")
    sorted.bind = true;
  else if (option == "rbind")
    sorted.bind = sorted.recursive_bind = true;
  else if (option == "idmap")
    sorted.idmap = true;
  else if (option == "ridmap")
    sorted.idmap = sorted.recursive_idmap = true;
  else if (option == "tmpcopyup")
    sorted.tmpcopyup = true;
  else
    return is_silent_default(option);
  return true;
}

}  // namespace

MountOptions sort_mount_options(const std::vector<std::string>& options) {
  MountOptions sorted;
  for (const std::string& option : options) {
    const auto* kind = std::find_if(std::begin(propagation), std::end(propagation),
                                    [&](const PropagationOption& entry) { return entry.name == option; });
    if (kind != std::end(propagation))
      sorted.propagation.push_back(kind->kind);
    else if (!take_word(sorted, option) && !take_flag(sorted, option))
      sorted.data.push_back(option);
  }
  return sorted;
}

Result<IdMap> parse_id_map(const JsonPlace& place) {
  std::vector<IdRange> ranges;
  const std::vector<JsonPlace> entries = TRY(place.items());
  for (const JsonPlace& entry : entries) {
    TRY(entry.expect_object());
    IdRange range;
    const std::optional<uint32_t> container = TRY(entry.at("containerID").u32());
    const std::optional<uint32_t> host = TRY(entry.at("hostID").u32());
    const std::optional<uint32_t> size = TRY(entry.at("size").u32());
    range.container = container.value_or(0);
    range.host = host.value_or(0);
    range.size = size.value_or(0);
    if (range.size == 0) return entry.at("size").error("a mapping must have a size of at least 1");
    if (uint64_t{range.container} + range.size > UINT32_MAX || uint64_t{range.host} + range.size > UINT32_MAX)
      return entry.error("the mapping reaches past the largest id");
    ranges.push_back(range);
  }
  return IdMap(std::move(ranges));
}

Result<std::vector<Mount>> parse_mounts(const JsonPlace& place) {
  std::vector<Mount> mounts;
  const std::vector<JsonPlace> entries = TRY(place.items());
  for (const JsonPlace& entry : entries) {
    TRY(entry.expect_object());
    Mount mount;
    mount.destination = TRY(entry.at("destination").text());
    if (mount.destination.empty()) return entry.at("destination").error("a mount needs a destination");
    if (!mount.destination.starts_with('/')) mount.destination.insert(0, "/");  // relative is to the root (1.2)
    mount.type = TRY(entry.at("type").text());
    mount.source = TRY(entry.at("source").text());
    mount.raw_options = TRY(entry.at("options").texts());
    mount.options = sort_mount_options(mount.raw_options);
    if (mount.type == "bind") mount.options.bind = true;
    if (mount.type.empty() && !mount.options.bind) return entry.at("type").error("a mount needs a type, or bind");
    mount.uid_mappings = TRY(parse_id_map(entry.at("uidMappings")));
    mount.gid_mappings = TRY(parse_id_map(entry.at("gidMappings")));
    if (!mount.uid_mappings.empty() || !mount.gid_mappings.empty())
      return entry.at("uidMappings").unsupported("a mapping of its own for one mount");
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

}  // namespace bulkhead::oci
