#include "launch/protocol.h"

#include <gtest/gtest.h>

#include "launch/state_json.h"

namespace bulkhead::launch {
namespace {

template <class T>
Result<T> again(const T& message) {
  WireWriter out;
  message.write(out);
  WireReader in(out.bytes());
  return T::read(in);
}

// Cut anywhere, a message is an error and never a shorter message.
template <class T>
void refuses_every_prefix(const T& message) {
  WireWriter out;
  message.write(out);
  for (size_t length = 0; length < out.bytes().size(); ++length) {
    WireReader in(std::string_view(out.bytes()).substr(0, length));
    EXPECT_FALSE(T::read(in).ok()) << length;
  }
}

TEST(protocol, ready_to_start) {
  ReadyToStart message;
  message.timeline.push_back({"filesystem/mounts", isolation::Phase::inside_build, 1, 2});
  message.absent.emplace_back("resources/cgroup", "none here");
  const Result<ReadyToStart> read = again(message);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().timeline[0].what, "filesystem/mounts");
  EXPECT_EQ(read.value().timeline[0].phase, isolation::Phase::inside_build);
  EXPECT_EQ(read.value().absent, message.absent);
  refuses_every_prefix(message);
}

TEST(protocol, a_filter_arrives_whole) {
  FilterProgram message;
  message.program = std::string("\0\x15\xff", 3) + std::string(32000, 'x');
  EXPECT_EQ(again(message).value().program, message.program);
  HooksDone done;
  done.filters = 2;
  done.filter_flags = 6;
  EXPECT_EQ(again(done).value().filters, 2u);
  EXPECT_EQ(again(done).value().filter_flags, 6u);
  refuses_every_prefix(done);
}

TEST(protocol, a_failure_keeps_its_chain) {
  Error error = Error::system(13, "open(\"/x\")").wrap("filesystem/mounts").wrap("container init").hint("do this");
  Failed message;
  message.detail = error.detail();
  const Result<Failed> read = again(message);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(Error(read.value().detail).to_string(), error.to_string());
  refuses_every_prefix(message);
}

TEST(protocol, a_list_that_claims_to_be_endless_is_refused) {
  WireWriter out;
  out.put(uint32_t{0xffffffff});
  WireReader in(out.bytes());
  EXPECT_FALSE(HostAttached::read(in).ok());
}

TEST(state, what_was_written_is_what_is_read_again) {
  ContainerState state;
  state.id = "web";
  state.bundle = "/b\"\\\n";
  state.annotations["k"] = "v";
  state.pid = 7;
  state.start_time = UINT64_MAX;
  state.owner = 4294967294;
  state.created = 1700000000;
  state.lowered = {"privilege/seccomp"};
  state.absent["resources/cgroup"] = "why";
  state.uid_map = IdMap({{0, 100000, 65536}});
  state.id_claim = "/run/x";
  state.cgroup = "/bulkhead/web";
  const std::string text = state_to_json(state);
  const Result<ContainerState> read = state_from_json(text);
  ASSERT_TRUE(read.ok()) << read.error().to_string();
  EXPECT_EQ(state_to_json(read.value()), text);
  EXPECT_EQ(read.value().start_time, UINT64_MAX);
}

TEST(state, damaged_is_an_error_and_no_other_process) {
  for (const char* text : {"", "{", "[]", R"({"pid": -1})", R"({"pid": "1"})", R"({"pid": 99999999999})"})
    EXPECT_FALSE(state_from_json(text).ok()) << text;
}

}  // namespace
}  // namespace bulkhead::launch
