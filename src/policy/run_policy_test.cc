#include "policy/run_policy.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "oci/capability.h"
#include "oci/validate.h"

namespace bulkhead::policy {
namespace {

constexpr HostFacts big_host{
    .memory_bytes = uint64_t{24} << 30, .nofile_hard = 1 << 20, .host_root = true, .cgroup_v2 = true};

RunOptions plain() {
  RunOptions options;
  options.id = "0123456789abcdef";
  options.command = {"true"};
  return options;
}

oci::Spec spec_of(const RunOptions& options, const HostFacts& host = big_host) {
  Result<oci::Spec> spec = run_spec(options, host);
  EXPECT_TRUE(spec.ok()) << (spec.ok() ? "" : spec.error().to_string());
  return spec.ok() ? std::move(spec).value() : oci::Spec();
}

std::string error_of(const RunOptions& options, const HostFacts& host = big_host) {
  const Result<oci::Spec> spec = run_spec(options, host);
  return spec.ok() ? "no error" : spec.error().to_string();
}

bool has(const oci::Spec& spec, oci::NamespaceType type) {
  return std::any_of(spec.linux.namespaces.begin(), spec.linux.namespaces.end(),
                     [&](const oci::Namespace& entry) { return entry.type == type; });
}

const oci::Mount* mount_on(const oci::Spec& spec, std::string_view destination) {
  for (const oci::Mount& mount : spec.mounts)
    if (mount.destination == destination) return &mount;
  return nullptr;
}

bool option_of(const oci::Mount* mount, std::string_view option) {
  return mount != nullptr &&
         std::find(mount->raw_options.begin(), mount->raw_options.end(), option) != mount->raw_options.end();
}

uint64_t bit(const char* name) { return uint64_t{1} << oci::capability_number(name).value(); }

TEST(run_policy, every_wall_is_up_by_default) {
  const oci::Spec spec = spec_of(plain());
  EXPECT_TRUE(oci::validate(spec).ok());
  EXPECT_EQ(spec.linux.namespaces.size(), 7u);
  EXPECT_TRUE(spec.process->no_new_privileges);
  EXPECT_TRUE(spec.root->readonly);
  EXPECT_EQ(spec.annotations.at("org.bulkhead.root"), "embedded");
  EXPECT_EQ(spec.annotations.at("org.bulkhead.userns"), "auto");
  EXPECT_EQ(spec.annotations.at("org.bulkhead.landlock"), "on");
  EXPECT_EQ(spec.annotations.count("org.bulkhead.lower"), 0u);
  EXPECT_EQ(spec.annotations.count("org.bulkhead.explicit-limits"), 0u);
  EXPECT_EQ(spec.hostname, "0123456789ab");
  EXPECT_GE(spec.linux.masked_paths.size(), 20u);
  EXPECT_EQ(spec.linux.readonly_paths.size(), 4u);
}

TEST(run_policy, capabilities_are_nine_and_never_inheritable) {
  const oci::Capabilities caps = *spec_of(plain()).process->capabilities;
  EXPECT_EQ(caps.bounding, bit("CHOWN") | bit("DAC_OVERRIDE") | bit("FOWNER") | bit("FSETID") | bit("KILL") |
                               bit("SETGID") | bit("SETUID") | bit("NET_BIND_SERVICE") | bit("SETFCAP"));
  EXPECT_EQ(caps.effective, caps.bounding);
  EXPECT_EQ(caps.permitted, caps.bounding);
  EXPECT_EQ(caps.inheritable, 0u);
  EXPECT_EQ(caps.ambient, 0u);
}

TEST(run_policy, capabilities_can_be_added_and_dropped) {
  RunOptions options = plain();
  options.cap_drop = {"ALL"};
  options.cap_add = {"net_raw"};
  EXPECT_EQ(spec_of(options).process->capabilities->bounding, bit("NET_RAW"));
  options.cap_add = {"CAP_FLY"};
  EXPECT_EQ(error_of(options).rfind("--cap-add: \"CAP_FLY\"", 0), 0u) << error_of(options);
  options.cap_add = {"ALL"};
  EXPECT_NE(error_of(options).find("--cap-add: ALL"), std::string::npos);
}

TEST(run_policy, limits_are_finite_by_default) {
  const oci::Spec spec = spec_of(plain());
  EXPECT_EQ(spec.linux.resources.pids, 1024);
  EXPECT_EQ(spec.linux.resources.memory.limit, int64_t{2} << 30);
  EXPECT_EQ(spec.linux.resources.memory.swap, int64_t{2} << 30);
  EXPECT_EQ(spec.linux.resources.cpu.shares, 1024u);
  EXPECT_FALSE(spec.linux.resources.cpu.quota.has_value());
  EXPECT_EQ(spec.process->rlimits[0], (oci::Rlimit{"RLIMIT_NOFILE", 1024, 4096}));
  EXPECT_EQ(spec.process->rlimits[1], (oci::Rlimit{"RLIMIT_CORE", 0, 0}));

  HostFacts small = big_host;
  small.memory_bytes = uint64_t{1} << 30;
  small.nofile_hard = 512;
  const oci::Spec tight = spec_of(plain(), small);
  EXPECT_EQ(tight.linux.resources.memory.limit, int64_t{512} << 20);
  EXPECT_EQ(tight.process->rlimits[0], (oci::Rlimit{"RLIMIT_NOFILE", 512, 512}));
}

TEST(run_policy, limits_asked_for_are_marked) {
  RunOptions options = plain();
  options.memory = 64 << 20;
  options.swap = 16 << 20;
  options.cpus = 1.5;
  options.cpu_weight = 500;
  options.cpuset = "0-1";
  options.pids = 7;
  options.io_weight = 10;
  options.nofile = 256;
  const oci::Spec spec = spec_of(options);
  EXPECT_EQ(spec.annotations.at("org.bulkhead.explicit-limits"), "memory,swap,cpu,cpuset,pids,io,nofile");
  EXPECT_EQ(spec.linux.resources.memory.limit, 64 << 20);
  EXPECT_EQ(spec.linux.resources.memory.swap, 80 << 20);
  EXPECT_EQ(spec.linux.resources.cpu.quota, 150000);
  EXPECT_EQ(spec.linux.resources.cpu.period, 100000u);
  EXPECT_EQ(spec.linux.resources.cpu.shares, 5120u);
  EXPECT_EQ(spec.linux.resources.unified.at("cpu.weight"), "500");
  EXPECT_EQ(spec.linux.resources.pids, 7);
  EXPECT_EQ(spec.linux.resources.block_io_weight, 10);
  EXPECT_EQ(spec.process->rlimits[0], (oci::Rlimit{"RLIMIT_NOFILE", 256, 256}));
}

TEST(run_policy, devices_are_denied_then_the_safe_ones_allowed_without_mknod) {
  const std::vector<oci::DeviceRule> rules = spec_of(plain()).linux.resources.devices;
  ASSERT_EQ(rules.size(), 9u);
  EXPECT_FALSE(rules[0].allow);
  EXPECT_EQ(rules[0].type, 'a');
  for (size_t i = 1; i < rules.size(); ++i)
    EXPECT_TRUE(rules[i].allow && rules[i].type == 'c' && rules[i].access == "rw");
}

struct Lowered {
  const char* control;
  bool (*gone)(const oci::Spec&);
};

TEST(run_policy, lowering_takes_down_exactly_the_wall_named) {
  const Lowered cases[] = {
      {"processes/pid-namespace", [](const oci::Spec& s) { return !has(s, oci::NamespaceType::pid); }},
      {"processes/user-namespace",
       [](const oci::Spec& s) {
         return !has(s, oci::NamespaceType::user) && s.annotations.count("org.bulkhead.userns") == 0;
       }},
      {"privilege/uts-namespace",
       [](const oci::Spec& s) { return !has(s, oci::NamespaceType::uts) && s.hostname.empty(); }},
      {"ipc/ipc-namespace",
       [](const oci::Spec& s) { return !has(s, oci::NamespaceType::ipc) && mount_on(s, "/dev/mqueue") == nullptr; }},
      {"network/network-namespace",
       [](const oci::Spec& s) { return !has(s, oci::NamespaceType::network) && mount_on(s, "/sys")->type == "bind"; }},
      {"resources/cgroup-namespace", [](const oci::Spec& s) { return !has(s, oci::NamespaceType::cgroup); }},
      {"privilege/no-new-privs", [](const oci::Spec& s) { return !s.process->no_new_privileges; }},
      {"privilege/capabilities",
       [](const oci::Spec& s) {
         return s.process->capabilities->bounding == (uint64_t{1} << oci::capability_count) - 1;
       }},
      {"filesystem/masked-paths", [](const oci::Spec& s) { return s.linux.masked_paths.empty(); }},
      {"filesystem/readonly-paths", [](const oci::Spec& s) { return s.linux.readonly_paths.empty(); }},
      {"filesystem/readonly-root", [](const oci::Spec& s) { return !s.root->readonly; }},
      {"resources/pids", [](const oci::Spec& s) { return !s.linux.resources.pids.has_value(); }},
      {"resources/memory", [](const oci::Spec& s) { return s.linux.resources.memory == oci::MemoryLimits(); }},
      {"resources/cpu", [](const oci::Spec& s) { return !s.linux.resources.cpu.shares.has_value(); }},
  };
  const oci::Spec whole = spec_of(plain());
  for (const Lowered& one : cases) {
    RunOptions options = plain();
    options.lower = {one.control};
    const oci::Spec spec = spec_of(options);
    EXPECT_TRUE(one.gone(spec)) << one.control;
    EXPECT_TRUE(oci::validate(spec).ok()) << one.control;
    EXPECT_EQ(spec.annotations.at("org.bulkhead.lower"), one.control);
    for (const Lowered& other : cases) {
      EXPECT_EQ(other.gone(spec), one.control == other.control) << one.control << " took " << other.control;
      EXPECT_FALSE(other.gone(whole)) << other.control;
    }
  }
}

TEST(run_policy, the_mount_namespace_cannot_be_lowered) {
  RunOptions options = plain();
  options.lower = {"filesystem/mount-namespace"};
  EXPECT_EQ(run_spec(options, big_host).error().kind(), ErrorKind::refused);
}

TEST(run_policy, the_hosts_network_needs_two_words) {
  RunOptions options = plain();
  options.network = "host";
  EXPECT_EQ(run_spec(options, big_host).error().kind(), ErrorKind::refused);
  options.lower = {"network/network-namespace"};
  EXPECT_FALSE(has(spec_of(options), oci::NamespaceType::network));
}

TEST(run_policy, a_directory_as_root_gets_a_throw_away_layer) {
  RunOptions options = plain();
  options.rootfs = "/srv/image";
  options.tmpfs_size = "64M";
  const oci::Spec spec = spec_of(options);
  EXPECT_EQ(spec.root->path, "/srv/image");
  EXPECT_EQ(spec.annotations.at("org.bulkhead.root.overlay"), "tmpfs");
  EXPECT_EQ(spec.annotations.at("org.bulkhead.root.size"), "67108864");
  EXPECT_EQ(spec.annotations.count("org.bulkhead.root"), 0u);
  options.read_write = true;
  EXPECT_EQ(spec_of(options).annotations.count("org.bulkhead.root.overlay"), 0u);
}

TEST(run_policy, mounts_carry_their_flags) {
  const oci::Spec spec = spec_of(plain());
  EXPECT_EQ(mount_on(spec, "/proc")->options.set, 0xeu);  // nosuid, nodev, noexec
  EXPECT_TRUE(option_of(mount_on(spec, "/sys"), "ro"));
  EXPECT_TRUE(option_of(mount_on(spec, "/dev/shm"), "size=67108864"));
  EXPECT_TRUE(option_of(mount_on(spec, "/dev/pts"), "newinstance"));
  EXPECT_TRUE(option_of(mount_on(spec, "/sys/fs/cgroup"), "ro"));
  HostFacts hybrid = big_host;
  hybrid.cgroup_v2 = false;
  EXPECT_EQ(mount_on(spec_of(plain(), hybrid), "/sys/fs/cgroup"), nullptr);
}

TEST(run_policy, volumes) {
  RunOptions options = plain();
  options.volumes = {"/data:/mnt/data", "/etc/hosts:/etc/hosts:ro"};
  const oci::Spec spec = spec_of(options);
  const oci::Mount* data = mount_on(spec, "/mnt/data");
  EXPECT_TRUE(data != nullptr && data->options.bind && !data->options.idmap && !data->options.recursive_bind);
  EXPECT_EQ(data->options.set, 0x6u);  // nosuid, nodev
  EXPECT_TRUE(option_of(mount_on(spec, "/etc/hosts"), "ro"));
  HostFacts user = big_host;
  user.host_root = false;
  const oci::Spec rootless = spec_of(options, user);
  EXPECT_TRUE(mount_on(rootless, "/mnt/data")->options.recursive_bind);
  EXPECT_FALSE(mount_on(rootless, "/mnt/data")->options.idmap);
}

TEST(run_policy, user_and_environment) {
  RunOptions options = plain();
  options.user = "1000:100";
  options.env = {"TERM=vt100", "A=b=c"};
  const oci::Process process = *spec_of(options).process;
  EXPECT_EQ(process.user.uid, 1000u);
  EXPECT_EQ(process.user.gid, 100u);
  EXPECT_EQ(process.env[1], "TERM=vt100");
  EXPECT_EQ(process.env.back(), "A=b=c");
  options.user = "1000";
  EXPECT_EQ(spec_of(options).process->user.gid, 1000u);
}

struct Bad {
  const char* option;  // the message begins with it
  void (*set)(RunOptions&);
};

TEST(run_policy, an_error_names_the_option) {
  const Bad cases[] = {
      {"no command", [](RunOptions& o) { o.command.clear(); }},
      {"--user", [](RunOptions& o) { o.user = "4294967296"; }},
      {"--user", [](RunOptions& o) { o.user = "4294967295"; }},
      {"--user", [](RunOptions& o) { o.user = "1:1:1"; }},
      {"--user", [](RunOptions& o) { o.user = "0x1"; }},
      {"--user", [](RunOptions& o) { o.user = "1000:"; }},
      {"--user", [](RunOptions& o) { o.user = "-1"; }},
      {"--cwd", [](RunOptions& o) { o.cwd = "tmp"; }},
      {"--env", [](RunOptions& o) { o.env = {"NAME"}; }},
      {"--env", [](RunOptions& o) { o.env = {"=x"}; }},
      {"--hostname", [](RunOptions& o) { o.hostname = "a\nb"; }},
      {"--memory", [](RunOptions& o) { o.memory = 1; }},
      {"--memory", [](RunOptions& o) { o.memory = UINT64_MAX; }},
      {"--swap", [](RunOptions& o) { o.swap = UINT64_MAX; }},
      {"--memory", [](RunOptions& o) { o.memory = 1 << 30, o.lower = {"resources/memory"}; }},
      {"--cpus", [](RunOptions& o) { o.cpus = 0.0; }},
      {"--cpus", [](RunOptions& o) { o.cpus = __builtin_nan(""); }},
      {"--cpu-weight", [](RunOptions& o) { o.cpu_weight = 0; }},
      {"--cpu-weight", [](RunOptions& o) { o.cpu_weight = 10001; }},
      {"--cpuset", [](RunOptions& o) { o.cpuset = "1-0"; }},
      {"--cpuset", [](RunOptions& o) { o.cpuset = "0,,1"; }},
      {"--mems", [](RunOptions& o) { o.mems = "0-1-2"; }},
      {"--pids", [](RunOptions& o) { o.pids = 0; }},
      {"--pids", [](RunOptions& o) { o.pids = 9, o.lower = {"resources/pids"}; }},
      {"--io-weight", [](RunOptions& o) { o.io_weight = 9; }},
      {"--nofile", [](RunOptions& o) { o.nofile = 3; }},
      {"--tmpfs-size", [](RunOptions& o) { o.tmpfs_size = "lots"; }},
      {"--shm-size", [](RunOptions& o) { o.shm_size = "0"; }},
      {"--volume", [](RunOptions& o) { o.volumes = {"/a"}; }},
      {"--volume", [](RunOptions& o) { o.volumes = {"a:/b"}; }},
      {"--volume", [](RunOptions& o) { o.volumes = {"/a:/b/../.."}; }},
      {"--volume", [](RunOptions& o) { o.volumes = {"/a:/"}; }},
      {"--volume", [](RunOptions& o) { o.volumes = {"/a:/b:exec"}; }},
      {"--network", [](RunOptions& o) { o.network = "bridge"; }},
      {"--rw", [](RunOptions& o) { o.read_write = true; }},
      {"--rootfs", [](RunOptions& o) { o.rootfs = "image"; }},
      {"--lower", [](RunOptions& o) { o.lower = {"a,b"}; }},
      {"--annotation", [](RunOptions& o) { o.annotations = {"key"}; }},
      {"--annotation", [](RunOptions& o) { o.annotations = {"org.bulkhead.lower=x"}; }},
      {"--sysctl", [](RunOptions& o) { o.sysctl = {"=1"}; }},
      {"--hostname", [](RunOptions& o) { o.hostname = "x", o.lower = {"privilege/uts-namespace"}; }},
  };
  for (const Bad& bad : cases) {
    RunOptions options = plain();
    bad.set(options);
    const Result<oci::Spec> spec = run_spec(options, big_host);
    ASSERT_FALSE(spec.ok()) << bad.option;
    EXPECT_EQ(spec.error().kind(), ErrorKind::config) << bad.option;
    EXPECT_EQ(spec.error().to_string().rfind(bad.option, 0), 0u) << spec.error().to_string();
  }
}

}  // namespace
}  // namespace bulkhead::policy
