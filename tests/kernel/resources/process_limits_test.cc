// Limits that belong to a process rather than to the cgroup.
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/format.h"
#include "isolation/registry.h"
#include "kernel/scratch_cgroup.h"
#include "sys/file.h"

namespace bulkhead::test {
namespace {

oci::Spec with_rlimit(const char* type, uint64_t soft, uint64_t hard) {
  oci::Spec spec;
  spec.process.emplace();
  spec.process->rlimits.push_back({type, soft, hard});
  return spec;
}

// The code of a child that took the limits and then ran `body`; 90 when taking them failed with `body` not run.
template <class Body>
int after_limits(const oci::Spec& spec, Body body) {
  Result<sys::CloneResult> clone = sys::clone_process(0);
  if (!clone.ok()) return -1;
  if (clone.value().in_child) {
    isolation::Stage stage(spec);
    sys::exit_now(isolation::find_control("resources/rlimits")->drop_privilege(stage).ok() ? body() : 90);
  }
  return clone.value().child.wait().value().code;
}

int duplicates_that_fit() {
  int count = 0;
  while (count < 100 && ::dup(2) >= 0) ++count;
  return count;
}

// covers: resources/rlimits
TEST(Rlimits, OpenFilesEndAtTheLimit) {
  EXPECT_LT(after_limits(with_rlimit("RLIMIT_NOFILE", 32, 32), duplicates_that_fit), 32);
  EXPECT_EQ(after_limits(oci::Spec(with_rlimit("RLIMIT_CORE", 0, 0)), duplicates_that_fit), 100);
}

// covers: resources/rlimits
TEST(Rlimits, AHardLimitCannotBeRaisedAgain) {
  if (::geteuid() == 0) {
    rlimit now{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &now), 0);
    const rlimit higher{now.rlim_cur, now.rlim_max + 1};
    if (::setrlimit(RLIMIT_NOFILE, &higher) == 0) GTEST_SKIP() << "CAP_SYS_RESOURCE is held: nothing is refused";
  }
  EXPECT_EQ(after_limits(with_rlimit("RLIMIT_NOFILE", 32, 32),
                         [] {
                           const rlimit higher{64, 64};
                           return ::setrlimit(RLIMIT_NOFILE, &higher) == 0 ? 0 : errno;
                         }),
            EPERM);
}

// covers: resources/rlimits
TEST(Rlimits, TheErrorNamesLimitAndValues) {
  const oci::Spec spec = with_rlimit("RLIMIT_NOFILE", 10, 5);  // a soft limit above the hard one: EINVAL
  isolation::Stage stage(spec);
  const Status status = isolation::find_control("resources/rlimits")->drop_privilege(stage);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().number(), EINVAL);
  EXPECT_NE(status.error().to_string().find("setrlimit(RLIMIT_NOFILE, soft 10, hard 5)"), std::string::npos)
      << status.error().to_string();
}

// covers: resources/oom-score
TEST(OomScore, IsReadBack) {
  NEEDS_ROOT();
  oci::Spec spec;
  spec.process.emplace();
  spec.process->oom_score_adj = 700;
  ScratchCgroup scratch(spec);
  const sys::Process process = scratch.start([] {
    ::pause();
    return 0;
  });
  isolation::Stage& stage = scratch.stage();
  stage.init_pid = process.pid();
  const isolation::Control* control = isolation::find_control("resources/oom-score");
  const Status set = control->host_attach(stage);
  ASSERT_TRUE(set.ok()) << set.error().to_string();
  EXPECT_EQ(sys::read_file(format("/proc/{}/oom_score_adj", process.pid())).value(), "700\n");
  EXPECT_TRUE(scratch.cgroup().kill_all().ok());
  (void)process.wait();
}

// covers: resources/io-weight
TEST(IoWeight, IsReadBack) {
  NEEDS_ROOT();
  oci::Spec spec;
  spec.annotations["org.bulkhead.userns"] = "auto";  // a default, not a demand
  spec.linux.resources.block_io_weight = 321;
  ScratchCgroup limited(spec, {"resources/io-weight"});
  ASSERT_TRUE(limited.status().ok()) << limited.status().error().to_string();
  if (limited.stage().is_absent("resources/io-weight")) GTEST_SKIP() << limited.stage().absent.begin()->second;
  const Status confirmed = limited.confirm("resources/io-weight");
  EXPECT_TRUE(confirmed.ok()) << confirmed.error().to_string();
}

// covers: resources/hugepages
TEST(Hugepages, IsReadBack) {
  NEEDS_ROOT();
  oci::Spec spec;
  spec.annotations["org.bulkhead.userns"] = "auto";
  spec.linux.resources.hugepages.push_back({"2MB", 4 << 20});
  ScratchCgroup limited(spec, {"resources/hugepages"});
  ASSERT_TRUE(limited.status().ok()) << limited.status().error().to_string();
  if (limited.stage().is_absent("resources/hugepages")) GTEST_SKIP() << limited.stage().absent.begin()->second;
  const Status confirmed = limited.confirm("resources/hugepages");
  EXPECT_TRUE(confirmed.ok()) << confirmed.error().to_string();
  const bool v1 = limited.cgroup().version("hugetlb") == sys::CgroupVersion::v1;
  ASSERT_TRUE(limited.cgroup().write("hugetlb", v1 ? "hugetlb.2MB.limit_in_bytes" : "hugetlb.2MB.max", "8388608").ok());
  EXPECT_FALSE(limited.confirm("resources/hugepages").ok());
}

}  // namespace
}  // namespace bulkhead::test
