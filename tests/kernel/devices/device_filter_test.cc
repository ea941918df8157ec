// The device filter of version 1 and the program of version 2 decide the same.
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "isolation/devices/device_program.h"
#include "kernel/scratch_cgroup.h"
#include "sys/bpf.h"

namespace bulkhead::test {
namespace {

int error_of_open(const char* path, int flags) {
  const int fd = ::open(path, flags | O_CLOEXEC);
  if (fd < 0) return errno;
  ::close(fd);
  return 0;
}

int error_of_mknod(unsigned major_number, unsigned minor_number) {
  const std::string path = "/tmp/bulkhead-test-node-" + std::to_string(::getpid());
  if (::mknod(path.c_str(), S_IFCHR | 0600, makedev(major_number, minor_number)) != 0) return errno;
  ::unlink(path.c_str());
  return 0;
}

oci::DeviceRule rule(bool allow, char type, std::optional<int64_t> major_number, std::optional<int64_t> minor_number,
                     const char* access) {
  return {allow, type, major_number, minor_number, access};
}

// covers: devices/device-filter
TEST(DeviceFilter, OpensWhatIsListedOnly) {
  NEEDS_ROOT();
  oci::Spec spec;
  spec.linux.namespaces.push_back({oci::NamespaceType::user, ""});
  spec.linux.resources.devices = {rule(false, 'a', std::nullopt, std::nullopt, "rwm")};
  ScratchCgroup filtered(spec, {"devices/device-filter"});
  ASSERT_TRUE(filtered.status().ok()) << filtered.status().error().to_string();
  if (filtered.stage().is_absent("devices/device-filter")) GTEST_SKIP() << "not the host's root";
  EXPECT_TRUE(filtered.confirm("devices/device-filter").ok());
  EXPECT_EQ(filtered.run([] { return error_of_open("/dev/null", O_RDWR); }).code, 0);
  EXPECT_EQ(filtered.run([] { return error_of_open("/dev/kmsg", O_RDONLY); }).code, EPERM);
  EXPECT_EQ(filtered.run([] { return error_of_mknod(1, 3); }).code, EPERM);
  EXPECT_EQ(filtered.run([] { return error_of_mknod(1, 11); }).code, EPERM);

  ScratchCgroup free((oci::Spec()));
  EXPECT_EQ(free.run([] { return error_of_open("/dev/kmsg", O_RDONLY); }).code, 0);
  EXPECT_EQ(free.run([] { return error_of_mknod(1, 11); }).code, 0);
}

// covers: devices/device-filter
TEST(DeviceFilter, ConfirmSeesARuleThatWasAdded) {
  NEEDS_ROOT();
  oci::Spec spec;
  ScratchCgroup filtered(spec, {"devices/device-filter"});
  ASSERT_TRUE(filtered.status().ok()) << filtered.status().error().to_string();
  if (!filtered.cgroup().has("devices")) GTEST_SKIP() << "version 2: a program cannot be changed, only added to";
  EXPECT_TRUE(filtered.confirm("devices/device-filter").ok());
  ASSERT_TRUE(filtered.cgroup().write("devices", "devices.allow", "c 1:11 r").ok());
  EXPECT_FALSE(filtered.confirm("devices/device-filter").ok());
}

// The program alone, on whatever version 2 hierarchy there is; the list of version 1 stays at "everything".
class DeviceProgram : public testing::Test {
 protected:
  // Exit code of opening /dev/zero with `flags` under these rules; -1 when there is no cgroup v2.
  static int open_zero(const std::vector<oci::DeviceRule>& rules, int flags) {
    ScratchCgroup scratch((oci::Spec()));
    if (!scratch.cgroup().clone_target().valid()) return -1;
    const Status attached =
        sys::attach_device_program(scratch.cgroup().clone_target(), isolation::assemble_device_program(rules));
    EXPECT_TRUE(attached.ok()) << attached.error().to_string();
    EXPECT_EQ(sys::count_device_programs(scratch.cgroup().clone_target()).value(), 1u);
    return scratch.run([flags] { return error_of_open("/dev/zero", flags); }).code;
  }
};

// covers: devices/device-filter
TEST_F(DeviceProgram, LastMatchingRuleDecides) {
  NEEDS_ROOT();
  const oci::DeviceRule nothing = rule(false, 'a', std::nullopt, std::nullopt, "rwm");
  const oci::DeviceRule everything = rule(true, 'a', std::nullopt, std::nullopt, "");
  const oci::DeviceRule read_zero = rule(true, 'c', 1, 5, "r");
  if (open_zero({everything}, O_RDONLY) == -1) GTEST_SKIP() << "no cgroup v2 is mounted";
  EXPECT_EQ(open_zero({}, O_RDONLY), EPERM);
  EXPECT_EQ(open_zero({nothing}, O_RDONLY), EPERM);
  EXPECT_EQ(open_zero({everything}, O_RDWR), 0);
  EXPECT_EQ(open_zero({nothing, read_zero}, O_RDONLY), 0);
  EXPECT_EQ(open_zero({nothing, read_zero}, O_WRONLY), EPERM);
  EXPECT_EQ(open_zero({nothing, read_zero}, O_RDWR), EPERM);  // an allowance must cover all that is asked
  EXPECT_EQ(open_zero({nothing, rule(true, 'b', 1, 5, "rwm")}, O_RDONLY), EPERM);
  EXPECT_EQ(open_zero({nothing, rule(true, 'c', 1, std::nullopt, "rwm")}, O_RDWR), 0);
  EXPECT_EQ(open_zero({nothing, rule(true, 'c', 1, 6, "rwm")}, O_RDWR), EPERM);
  EXPECT_EQ(open_zero({read_zero, nothing}, O_RDONLY), EPERM);
  EXPECT_EQ(open_zero({everything, rule(false, 'c', 1, 5, "w")}, O_RDONLY), 0);
  EXPECT_EQ(open_zero({everything, rule(false, 'c', 1, 5, "w")}, O_RDWR), EPERM);  // a denial is met by any part
  EXPECT_EQ(open_zero({everything, rule(false, 'c', int64_t{1} << 31, -1, "rwm")}, O_RDWR), 0);
}

}  // namespace
}  // namespace bulkhead::test
