#include "oci/parse.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "oci/json.h"
#include "oci/serialize.h"

namespace bulkhead::oci {
namespace {

// A configuration with one value of everything that the parser knows; the tests change one place at a time.
constexpr const char* full = R"({
  "ociVersion": "1.2.0", "hostname": "h", "domainname": "d",
  "root": {"path": "rootfs", "readonly": true},
  "process": {"terminal": true, "consoleSize": {"height": 24, "width": 80}, "args": ["sh"], "env": ["A=b"], "cwd": "/",
    "user": {"uid": 1, "gid": 2, "umask": 18, "additionalGids": [3]}, "noNewPrivileges": true, "oomScoreAdj": -5, "apparmorProfile": "p", "selinuxLabel": "u:r:t:s0",
    "capabilities": {"bounding": ["CAP_CHOWN"], "effective": ["CAP_CHOWN"], "permitted": ["CAP_CHOWN"]},
    "rlimits": [{"type": "RLIMIT_NOFILE", "soft": 10, "hard": 20}]},
  "mounts": [{"destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid", "noexec"]},
    {"destination": "data", "type": "bind", "source": "/srv", "options": ["rbind", "ro", "rslave"]},
    {"destination": "/tmp", "type": "tmpfs", "source": "t", "options": ["size=1m", "noatime"]}],
  "hooks": {"prestart": [{"path": "/bin/true", "args": ["true"], "env": ["X=1"], "timeout": 5}], "poststop": [{"path": "/bin/true"}]},
  "annotations": {"k": "v"},
  "linux": {
    "namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "network", "path": "/proc/1/ns/net"}, {"type": "user"}, {"type": "ipc"}, {"type": "uts"}],
    "uidMappings": [{"containerID": 0, "hostID": 100000, "size": 65536}], "gidMappings": [{"containerID": 0, "hostID": 100000, "size": 65536}],
    "devices": [{"path": "/dev/x", "type": "c", "major": 1, "minor": 3, "fileMode": 438, "uid": 0, "gid": 0}],
    "cgroupsPath": "/a/b", "rootfsPropagation": "slave", "mountLabel": "u:r:m:s0", "maskedPaths": ["/proc/kcore"], "readonlyPaths": ["/proc/sys"],
    "sysctl": {"net.ipv4.ip_forward": "1"},
    "resources": {"devices": [{"allow": false, "access": "rwm"}, {"allow": true, "type": "c", "major": 1, "minor": -1, "access": "rw"}],
      "memory": {"limit": 1048576, "swap": -1}, "cpu": {"shares": 512, "quota": 50000, "period": 100000, "cpus": "0-1"},
      "pids": {"limit": 0}, "blockIO": {"weight": 500}, "hugepageLimits": [{"pageSize": "2MB", "limit": 2097152}],
      "unified": {"memory.high": "1000000"}},
    "seccomp": {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "architectures": ["SCMP_ARCH_X86_64"],
      "syscalls": [{"names": ["read", "write"], "action": "SCMP_ACT_ALLOW"},
        {"names": ["clone"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1,
         "args": [{"index": 0, "value": 1, "valueTwo": 2, "op": "SCMP_CMP_MASKED_EQ"}]}]}}})";

std::string error_of(const std::string& text) {
  const Result<Spec> spec = parse_spec(text);
  return spec.ok() ? "no error" : spec.error().to_string();
}

// The full configuration with one text replaced by another.
std::string with(const std::string& from, const std::string& to) {
  std::string text = full;
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(parse, what_was_written_is_what_is_read_again) {
  const Result<Spec> first = parse_spec(full);
  ASSERT_TRUE(first.ok()) << first.error().to_string();
  const Result<Spec> compact = parse_spec(serialize(first.value()));
  ASSERT_TRUE(compact.ok()) << compact.error().to_string();
  EXPECT_EQ(compact.value(), first.value());
  const Result<Spec> indented = parse_spec(serialize_indented(first.value()));
  ASSERT_TRUE(indented.ok()) << indented.error().to_string();
  EXPECT_EQ(indented.value(), first.value());
}

TEST(parse, values_arrive) {
  const Spec spec = std::move(parse_spec(full)).value();
  EXPECT_EQ(spec.mounts[1].destination, "/data") << "a relative destination is below the root";
  EXPECT_TRUE(spec.mounts[1].options.recursive_bind || spec.mounts[1].options.bind);
  EXPECT_EQ(spec.mounts[2].options.data, std::vector<std::string>{"size=1m"});
  EXPECT_EQ(spec.linux.namespaces[2].path, "/proc/1/ns/net");
  EXPECT_EQ(spec.linux.resources.pids, 0) << "0 is a limit, not an absent one";
  EXPECT_EQ(spec.linux.resources.memory.swap, -1);
  EXPECT_FALSE(spec.linux.resources.memory.reservation.has_value());
  EXPECT_FALSE(spec.linux.resources.devices[1].minor.has_value()) << "-1 is every number";
  EXPECT_EQ(spec.process->oom_score_adj, -5);
  EXPECT_EQ(spec.process->user.additional_gids, std::vector<uint32_t>{3});
  EXPECT_EQ(spec.hooks.prestart[0].timeout, 5u);
}

struct Wrong {
  const char* from;
  const char* to;
  const char* said;  // part of the error: the pointer first of all
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.to; }

class wrong_values : public testing::TestWithParam<Wrong> {};

TEST_P(wrong_values, are_named_by_their_place) {
  const std::string error = error_of(with(GetParam().from, GetParam().to));
  EXPECT_NE(error.find(GetParam().said), std::string::npos) << error;
}

INSTANTIATE_TEST_SUITE_P(
    parse, wrong_values,
    testing::Values(Wrong{R"("uid": 1,)", R"("uid": "1",)", "/process/user/uid"},
                    Wrong{R"("uid": 1,)", R"("uid": 4294967296,)", "/process/user/uid"},
                    Wrong{R"("uid": 1,)", R"("uid": -1,)", "/process/user/uid"},
                    Wrong{R"("uid": 1,)", R"("uid": 1.5,)", "/process/user/uid"},
                    Wrong{R"("args": ["sh"])", R"("args": [])", "/process/args"},
                    Wrong{R"("args": ["sh"])", R"("args": [1])", "/process/args/0"},
                    Wrong{R"("args": ["sh"])", R"("args": ["a\u0000b"])", "/process/args/0"},
                    Wrong{R"("env": ["A=b"])", R"("env": ["A"])", "/process/env"},
                    Wrong{R"("cwd": "/")", R"("cwd": "tmp")", "/process/cwd"},
                    Wrong{R"("cwd": "/")", R"("cwd": "/proc/self/fd/7")", "/process/cwd"},
                    Wrong{R"("terminal": true)", R"("terminal": 1)", "/process/terminal"},
                    Wrong{R"({"type": "pid"})", R"({"type": "pod"})", "/linux/namespaces/0/type"},
                    Wrong{R"({"type": "pid"})", R"({"type": "mount"})", "/linux/namespaces"},
                    Wrong{R"("destination": "/tmp")", R"("destination": "/a/../b")", "/mounts/2/destination"},
                    Wrong{R"("destination": "/tmp")", R"("destination": "/proc/1")", "/mounts/2/destination"},
                    Wrong{R"("destination": "/tmp")", R"("destination": "/")", "/mounts/2/destination"},
                    Wrong{R"("size": 65536}], "gid)", R"("size": 0}], "gid)", "/linux/uidMappings/0/size"},
                    Wrong{R"("net.ipv4.ip_forward")", R"("kernel.panic")", "/linux/sysctl/kernel.panic"},
                    Wrong{R"("net.ipv4.ip_forward")", R"("net/../../x")", "/linux/sysctl/"},
                    Wrong{R"("weight": 500)", R"("weight": 5)", "/linux/resources/blockIO/weight"},
                    Wrong{R"("memory.high")", R"("../memory.high")", "/linux/resources/unified"},
                    Wrong{R"("defaultErrnoRet": 38)", R"("defaultErrnoRet": -1)", "/linux/seccomp/defaultErrnoRet"},
                    Wrong{R"("SCMP_ACT_ERRNO", "d)", R"("SCMP_ACT_PERHAPS", "d)", "/linux/seccomp/defaultAction"},
                    Wrong{R"("cgroupsPath": "/a/b")", R"("intelRdt": {"closID": "x"})", "/linux/intelRdt"},
                    Wrong{R"("ociVersion": "1.2.0")", R"("ociVersion": "2.0.0")", "ociVersion"}));

TEST(parse, documents_that_are_none) {
  for (const char* text : {"", "x", "[]", "null", "{", "{}{}", "\"text\"", "{\"ociVersion\": \"1.2.0\"", "\xff\xfe"})
    EXPECT_NE(error_of(text), "no error") << text;
  EXPECT_NE(error_of(std::string(10000, '[')), "no error");
  EXPECT_NE(error_of(std::string(largest_json + 1, ' ')), "no error");
}

TEST(parse, unknown_fields_are_ignored_as_the_specification_asks) {
  EXPECT_EQ(error_of(with(R"("domainname": "d",)", R"("domainname": "d", "org.example.later": {"a": [1]},)")),
            "no error");
}

}  // namespace
}  // namespace bulkhead::oci
