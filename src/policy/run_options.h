// What a person asks of `bulkhead run`, as plain values: the command line fills it, run_policy turns it into a
// configuration.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bulkhead::policy {

struct RunOptions {
  std::string id;           // of the container, already checked (oci::parse_container_id)
  std::string rootfs;       // absolute; empty: the embedded root
  bool read_write = false;  // --rw: changes go to the rootfs itself, not to a throw-away layer
  std::vector<std::string> command;
  std::vector<std::string> env;  // "NAME=VALUE"; a later one wins
  std::string cwd;               // absolute; empty: "/"
  std::string user;              // "uid[:gid]"; without gid, the group of the same number
  std::string hostname;          // empty: the first 12 characters of the id
  bool terminal = false;

  std::optional<uint64_t> memory;      // bytes
  std::optional<uint64_t> swap;        // bytes, on top of memory
  std::optional<double> cpus;          // 1.5 = one and a half processors
  std::optional<uint64_t> cpu_weight;  // 1 .. 10000, 100 is an ordinary share
  std::string cpuset;                  // "0-1,3"
  std::string mems;                    // memory nodes, the same form
  std::optional<int64_t> pids;         // processes and threads
  std::optional<uint16_t> io_weight;   // 10 .. 1000
  std::optional<uint64_t> nofile;      // open files of one process
  std::string tmpfs_size;              // of the throw-away part of the root: "64M", "2G"
  std::string shm_size;                // of /dev/shm

  std::vector<std::string> volumes;      // "SRC:DST[:ro]", both absolute
  std::string network;                   // "none" (or empty) or "host"
  std::vector<std::string> cap_add;      // "CAP_NET_RAW" or "NET_RAW"
  std::vector<std::string> cap_drop;     // the same, or "ALL"
  std::vector<std::string> lower;        // ids of controls to take down
  std::vector<std::string> annotations;  // "KEY=VALUE"
  std::vector<std::string> sysctl;       // "KEY=VALUE"
};

// What the policy needs to know of the machine; it asks nothing itself.
struct HostFacts {
  uint64_t memory_bytes = 0;
  uint64_t nofile_hard = 0;  // hard limit of the caller (RLIMIT_NOFILE)
  bool host_root = false;    // root in the initial user namespace
  bool id_ranges = true;     // more ids than the caller's own can be mapped: host root, or an entry in /etc/subuid
  bool cgroup_v2 = false;    // the pure hierarchy is mounted on /sys/fs/cgroup
};

}  // namespace bulkhead::policy
