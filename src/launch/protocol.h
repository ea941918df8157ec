// What the host side and init say to each other, in order. A message is a fact ("the host has attached everything"), and a
// failure of either side arrives in place of any of them.
//
//    host                                init
//      | -- HostAttached {descriptors} --> |   id maps written, trees handed over
//      | <-- RootBuilt ------------------- |   the new root is complete, the old one still visible
//      | -- HooksDone -------------------> |   prestart and createRuntime hooks have run
//      | -- FilterProgram ... -----------> |   as many as HooksDone said: what init loads before exec
//      | <-- ReadyToStart {console} ------ |   privileges dropped; only exec is missing
//      | -- Start -----------------------> |   now (run), or later through the gate (create, start)
//      | <-- Failed {error chain} -------- |   instead of any of init's messages
//
// After Start the channel's end means that execve succeeded: it closes on exec.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/wire.h"
#include "isolation/timeline.h"

namespace bulkhead::launch {

enum class MessageType : uint8_t {
  init_spawned = 1,
  host_attached,
  root_built,
  hooks_done,
  filter_program,
  ready_to_start,
  start,
  failed
};

struct InitSpawned {  // from the joiner; carries init's pidfd
  static constexpr MessageType type = MessageType::init_spawned;
  int32_t pid = 0;
  void write(WireWriter& out) const { out.put(pid); }
  static Result<InitSpawned> read(WireReader& in);
};

struct HostAttached {
  static constexpr MessageType type = MessageType::host_attached;
  std::vector<uint32_t> slots;  // one per descriptor of the message
  void write(WireWriter& out) const;
  static Result<HostAttached> read(WireReader& in);
};

struct RootBuilt {
  static constexpr MessageType type = MessageType::root_built;
  void write(WireWriter&) const {}
  static Result<RootBuilt> read(WireReader&) { return RootBuilt{}; }
};

struct HooksDone {
  static constexpr MessageType type = MessageType::hooks_done;
  uint32_t filters = 0;       // messages FilterProgram that follow
  uint64_t filter_flags = 0;  // SECCOMP_FILTER_FLAG_*
  void write(WireWriter& out) const;
  static Result<HooksDone> read(WireReader& in);
};

struct FilterProgram {
  static constexpr MessageType type = MessageType::filter_program;
  std::string program;  // an array of struct sock_filter; the kernel takes 4096 of 8 bytes at most
  void write(WireWriter& out) const { out.put_text(program); }
  static Result<FilterProgram> read(WireReader& in);
};

struct ReadyToStart {  // carries the console's master where the program has a terminal
  static constexpr MessageType type = MessageType::ready_to_start;
  std::vector<isolation::TimelineEntry> timeline;
  std::vector<std::pair<std::string, std::string>> absent;  // walls that could not stand, found out inside
  void write(WireWriter& out) const;
  static Result<ReadyToStart> read(WireReader& in);
};

struct Start {
  static constexpr MessageType type = MessageType::start;
  void write(WireWriter&) const {}
  static Result<Start> read(WireReader&) { return Start{}; }
};

struct Failed {
  static constexpr MessageType type = MessageType::failed;
  Error::Detail detail;
  void write(WireWriter& out) const;
  static Result<Failed> read(WireReader& in);
};

}  // namespace bulkhead::launch
