// Every limit bites, and without it the same act succeeds.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstring>
#include <memory>

#include "base/parse.h"
#include "isolation/registry.h"
#include "isolation/resources/cpu_weight.h"
#include "kernel/scratch_cgroup.h"

namespace bulkhead::test {
namespace {

constexpr size_t mib = 1 << 20;

int touch_memory(size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  std::memset(memory, 1, bytes);
  return 0;
}

// covers: resources/memory
TEST(Memory, KillsInsideAndNowhereElse) {
  NEEDS_ROOT();
  oci::Spec spec;
  spec.linux.resources.memory.limit = 32 * mib;
  spec.linux.resources.memory.swap = 32 * mib;
  ScratchCgroup limited(spec, {"resources/memory"});
  ASSERT_TRUE(limited.status().ok()) << limited.status().error().to_string();
  EXPECT_TRUE(limited.confirm("resources/memory").ok());
  const sys::ExitStatus status = limited.run([] { return touch_memory(64 * mib); });
  EXPECT_TRUE(status.signaled);
  EXPECT_EQ(status.code, SIGKILL);
  EXPECT_GE(limited.cgroup().oom_kills().value(), 1u);

  ScratchCgroup free((oci::Spec()));
  EXPECT_EQ(free.run([] { return touch_memory(64 * mib); }).shell_code(), 0);
}

// covers: resources/memory
TEST(Memory, ConfirmSeesALimitThatWasRaised) {
  NEEDS_ROOT();
  oci::Spec spec;
  spec.linux.resources.memory.limit = 32 * mib;
  ScratchCgroup limited(spec, {"resources/memory"});
  ASSERT_TRUE(limited.status().ok()) << limited.status().error().to_string();
  const bool v1 = limited.cgroup().version("memory") == sys::CgroupVersion::v1;
  ASSERT_TRUE(limited.cgroup().write("memory", v1 ? "memory.limit_in_bytes" : "memory.max", "64M").ok());
  EXPECT_FALSE(limited.confirm("resources/memory").ok());
}

// Forks until the kernel refuses or 40 children sleep; the number that came to be.
int children_that_fit() {
  int count = 0;
  pid_t list[40];
  for (; count < 40; ++count) {
    list[count] = ::fork();
    if (list[count] < 0) break;
    if (list[count] == 0) {
      ::pause();
      ::_exit(0);
    }
  }
  const bool refused = count < 40 && errno == EAGAIN;
  for (int i = 0; i < count; ++i) {
    ::kill(list[i], SIGKILL);
    ::waitpid(list[i], nullptr, 0);
  }
  return count < 40 && !refused ? 77 : count;
}

// covers: resources/pids
TEST(Pids, ForkSaysAgain) {
  NEEDS_ROOT();
  oci::Spec spec;
  spec.linux.resources.pids = 8;
  ScratchCgroup limited(spec, {"resources/pids"});
  ASSERT_TRUE(limited.status().ok()) << limited.status().error().to_string();
  EXPECT_TRUE(limited.confirm("resources/pids").ok());
  EXPECT_EQ(limited.run(children_that_fit).code, 7);  // and the process itself

  ScratchCgroup free((oci::Spec()));
  EXPECT_EQ(free.run(children_that_fit).code, 40);
}

uint64_t now_ms(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000 + static_cast<uint64_t>(now.tv_nsec) / 1'000'000;
}

// Spins for 400 ms of wall time; the processor time that took, in units of 10 ms.
int processor_time() {
  const uint64_t end = now_ms(CLOCK_MONOTONIC) + 400;
  while (now_ms(CLOCK_MONOTONIC) < end) {
  }
  return static_cast<int>(now_ms(CLOCK_PROCESS_CPUTIME_ID) / 10);
}

uint64_t times_throttled(const sys::Cgroup& cgroup) {
  const Result<std::string> text = cgroup.read("cpu", "cpu.stat");
  if (!text.ok()) return 0;
  for (std::string_view line : split(text.value(), '\n'))
    if (line.starts_with("nr_throttled ")) return parse_u64(line.substr(13)).value();
  return 0;
}

// covers: resources/cpu
TEST(Cpu, QuotaThrottles) {
  NEEDS_ROOT();
  oci::Spec spec;
  spec.linux.resources.cpu.quota = 10000;
  spec.linux.resources.cpu.period = 100000;
  ScratchCgroup limited(spec, {"resources/cpu"});
  ASSERT_TRUE(limited.status().ok()) << limited.status().error().to_string();
  EXPECT_TRUE(limited.confirm("resources/cpu").ok());
  EXPECT_LT(limited.run(processor_time).code, 16);  // of 40; a tenth is 4
  EXPECT_GE(times_throttled(limited.cgroup()), 2u);

  ScratchCgroup free((oci::Spec()));
  (void)free.run(processor_time);
  EXPECT_EQ(times_throttled(free.cgroup()), 0u);
}

// covers: resources/cpu
TEST(Cpu, SharesBecomeTheKernelsWeight) {
  EXPECT_EQ(isolation::cpu_weight_of_shares(2), 1u);
  EXPECT_EQ(isolation::cpu_weight_of_shares(1024), 100u);
  EXPECT_EQ(isolation::cpu_weight_of_shares(262144), 10000u);
  NEEDS_ROOT();
  oci::Spec spec;
  spec.linux.resources.cpu.shares = 512;
  ScratchCgroup limited(spec, {"resources/cpu"});
  ASSERT_TRUE(limited.status().ok()) << limited.status().error().to_string();
  EXPECT_TRUE(limited.confirm("resources/cpu").ok());
  const bool v1 = limited.cgroup().version("cpu") == sys::CgroupVersion::v1;
  EXPECT_EQ(limited.cgroup().read("cpu", v1 ? "cpu.shares" : "cpu.weight").value(), v1 ? "512" : "59");
}

int move_to_first_processor() {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(0, &set);
  return ::sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : errno;
}

// covers: resources/cpuset
TEST(Cpuset, PinsAndCannotBeLeft) {
  NEEDS_ROOT();
  if (::sysconf(_SC_NPROCESSORS_ONLN) < 2) GTEST_SKIP() << "needs two processors";
  oci::Spec spec;
  spec.linux.resources.cpu.cpus = "1";
  ScratchCgroup limited(spec, {"resources/cpuset"});
  ASSERT_TRUE(limited.status().ok()) << limited.status().error().to_string();
  EXPECT_TRUE(limited.confirm("resources/cpuset").ok());
  EXPECT_EQ(limited.run([] { return ::sched_getcpu(); }).code, 1);
  EXPECT_EQ(limited.run(move_to_first_processor).code, EINVAL);

  ScratchCgroup free((oci::Spec()));
  EXPECT_EQ(free.run(move_to_first_processor).code, 0);
}

// covers: resources/unified
TEST(Unified, WritesVersionTwoFilesAndRefusesMembership) {
  NEEDS_ROOT();
  oci::Spec spec;
  spec.linux.resources.unified["cgroup.max.descendants"] = "3";
  ScratchCgroup limited(spec, {"resources/unified"});
  if (!limited.stage().cgroup->clone_target().valid()) GTEST_SKIP() << "no cgroup v2 is mounted";
  ASSERT_TRUE(limited.status().ok()) << limited.status().error().to_string();
  EXPECT_EQ(limited.cgroup().read("cgroup", "cgroup.max.descendants").value(), "3");

  oci::Spec moving;
  moving.linux.resources.unified["cgroup.procs"] = "1";
  ScratchCgroup refused(moving, {"resources/unified"});
  EXPECT_EQ(refused.status().error().kind(), ErrorKind::refused);
}

// covers: resources/cgroup
TEST(Cgroup, OneNameIsOneContainersAndRemovalMayBeRepeated) {
  NEEDS_ROOT();
  ScratchCgroup first((oci::Spec()));
  ASSERT_TRUE(first.status().ok()) << first.status().error().to_string();
  const Result<sys::Cgroup> second = sys::Cgroup::create(first.cgroup().path());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind(), ErrorKind::conflict);
  EXPECT_TRUE(first.confirm("resources/cgroup").ok());  // the loser removed nothing
  EXPECT_TRUE(first.cgroup().remove().ok());
  EXPECT_TRUE(first.cgroup().remove().ok());
}

// covers: resources/cgroup
TEST(Cgroup, KillReachesFrozenAndForkedProcesses) {
  NEEDS_ROOT();
  ScratchCgroup scratch((oci::Spec()));
  const sys::Process process = scratch.start([] {
    for (int i = 0; i < 3; ++i)
      if (::fork() == 0) break;
    for (;;) ::pause();
    return 0;
  });
  for (int i = 0; i < 1000 && scratch.cgroup().processes().value().size() < 4; ++i) ::usleep(1000);
  EXPECT_EQ(scratch.cgroup().processes().value().size(), 4u);
  const Status frozen = scratch.cgroup().freeze();
  ASSERT_TRUE(frozen.ok()) << frozen.error().to_string();
  const Status killed = scratch.cgroup().kill_all();
  EXPECT_TRUE(killed.ok()) << killed.error().to_string();
  EXPECT_EQ(process.wait().value().code, SIGKILL);
}

// covers: resources/cgroup
TEST(Cgroup, ManyCreatorsShareTheirParents) {
  NEEDS_ROOT();
  constexpr int creators = 200;
  const std::string base = scratch_path();
  std::vector<sys::Process> processes;
  for (int i = 0; i < creators; ++i) {
    Result<sys::CloneResult> clone = sys::clone_process(0);
    ASSERT_TRUE(clone.ok());
    if (clone.value().in_child) {
      const Result<sys::Cgroup> made = sys::Cgroup::create(base + "/" + std::to_string(i));
      if (!made.ok()) sys::exit_now(1);
      Result<sys::CgroupEntry> entry = made.value().prepare_entry();
      if (!entry.ok() || !entry.value().enter_self().ok()) sys::exit_now(2);  // a cpuset without processors: ENOSPC
      sys::exit_now(0);
    }
    processes.push_back(std::move(clone.value().child));
  }
  for (int i = 0; i < creators; ++i) {
    EXPECT_EQ(processes[static_cast<size_t>(i)].wait().value().shell_code(), 0) << i;
    EXPECT_TRUE(sys::Cgroup::open(base + "/" + std::to_string(i)).value().remove().ok()) << i;
  }
  const Result<sys::Cgroup> parent = sys::Cgroup::open(base);
  EXPECT_TRUE(parent.value().remove().ok());
  EXPECT_TRUE(sys::Cgroup::open(base.substr(0, base.rfind('/'))).value().remove().ok());
}

// A limit that was asked for is an error when it cannot be had; a default is a wall that is shown as absent.
// covers: resources/memory
TEST(Memory, AskedForAndNotToBeHadIsAnError) {
  oci::Spec spec;
  spec.annotations["org.bulkhead.userns"] = "auto";
  spec.linux.resources.memory.limit = 32 * mib;
  isolation::Stage without_cgroup(spec);
  EXPECT_TRUE(isolation::find_control("resources/memory")->host_meanwhile(without_cgroup).ok());
  EXPECT_TRUE(without_cgroup.is_absent("resources/memory"));

  spec.annotations["org.bulkhead.explicit-limits"] = "pids,memory";
  isolation::Stage asked(spec);
  asked.host_uid = 1000;
  const Status status = isolation::find_control("resources/memory")->host_meanwhile(asked);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind(), ErrorKind::unsupported);
  EXPECT_NE(status.error().to_string().find("Delegate=yes"), std::string::npos) << status.error().to_string();
}

// covers: resources/cgroup
TEST(Cgroup, RefusesPathsThatLeadElsewhere) {
  for (const char* path : {"", "/", "relative", "/a/../b", "/a//b", "/a/./b", "/a/"})
    EXPECT_EQ(sys::Cgroup::create(path).error().kind(), ErrorKind::config) << path;
}

}  // namespace
}  // namespace bulkhead::test
