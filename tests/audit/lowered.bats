#!/usr/bin/env bats
# Each wall that has a probe: with the wall up the probe is stopped, with the wall lowered it reaches. Where several walls
# stop the same attack, the others are lowered both times, so that the one in question stands alone.
load ../support/audit

@test "processes/pid-namespace: P01" { fires P01 processes/pid-namespace; }
@test "processes/user-namespace: F22" { fires F22 processes/user-namespace; }
@test "processes/user-namespace: P02" { fires P02 processes/user-namespace processes/pid-namespace ipc/landlock-scope; }
@test "ipc/landlock-scope: P02" { fires P02 ipc/landlock-scope processes/pid-namespace processes/user-namespace; }
@test "processes/pid-namespace: P05" { fires P05 processes/pid-namespace processes/user-namespace privilege/landlock ipc/landlock-scope; }
@test "privilege/landlock: P05" { fires P05 privilege/landlock processes/pid-namespace processes/user-namespace ipc/landlock-scope; }
@test "processes/pid-namespace: P03" { fires P03 processes/pid-namespace processes/user-namespace privilege/landlock ipc/landlock-scope privilege/capabilities privilege/seccomp; }
@test "processes/user-namespace: P03" { fires P03 processes/user-namespace processes/pid-namespace privilege/landlock ipc/landlock-scope privilege/capabilities privilege/seccomp; }
@test "privilege/seccomp: P03" { fires P03 privilege/seccomp processes/pid-namespace processes/user-namespace privilege/landlock ipc/landlock-scope privilege/capabilities; }
@test "privilege/landlock: P03" { fires P03 privilege/landlock processes/pid-namespace processes/user-namespace ipc/landlock-scope privilege/capabilities privilege/seccomp; }
@test "processes/user-namespace: P05" { fires P05 processes/user-namespace processes/pid-namespace privilege/landlock ipc/landlock-scope; }
@test "filesystem/pivot-root: F02" { fires F02 filesystem/pivot-root privilege/capabilities privilege/seccomp processes/user-namespace; }
@test "privilege/seccomp: F04" { fires F04 privilege/seccomp privilege/capabilities privilege/landlock; }
@test "privilege/capabilities: F04" { fires F04 privilege/capabilities privilege/seccomp privilege/landlock; }
@test "privilege/landlock: F04" { fires F04 privilege/landlock privilege/capabilities privilege/seccomp; }
@test "processes/user-namespace: F06" { fires F06 processes/user-namespace privilege/capabilities privilege/seccomp; }
@test "privilege/seccomp: F06" { fires F06 privilege/seccomp privilege/capabilities processes/user-namespace; }
@test "devices/device-filter: D01" { fires D01 devices/device-filter processes/user-namespace privilege/capabilities privilege/landlock privilege/seccomp; }
@test "privilege/capabilities: D01" { fires D01 privilege/capabilities devices/device-filter processes/user-namespace privilege/landlock privilege/seccomp; }
@test "privilege/landlock: D01" { fires D01 privilege/landlock devices/device-filter processes/user-namespace privilege/capabilities privilege/seccomp; }
@test "processes/user-namespace: D01" { fires D01 processes/user-namespace devices/device-filter privilege/capabilities privilege/landlock privilege/seccomp; }
@test "devices/device-filter: D03" { fires D03 devices/device-filter processes/user-namespace privilege/capabilities privilege/landlock privilege/seccomp; }
@test "ipc/ipc-namespace: I01" { fires I01 ipc/ipc-namespace; }
@test "ipc/ipc-namespace: I02" { fires I02 ipc/ipc-namespace; }
@test "ipc/landlock-scope: I08" { fires I08 ipc/landlock-scope network/network-namespace; }
@test "network/network-namespace: I08" { fires I08 network/network-namespace ipc/landlock-scope; }
@test "network/network-namespace: N01" { fires N01 network/network-namespace processes/user-namespace; }
@test "network/network-namespace: N03" { fires N03 network/network-namespace; }
@test "resources/pids: R601" { fires R601 resources/pids; }
@test "resources/memory: R602" { fires R602 resources/memory; }
@test "resources/cgroup: R606" { fires R606 resources/cgroup; }
@test "filesystem/readonly-paths: X01" { fires X01 filesystem/readonly-paths processes/user-namespace; }
@test "processes/user-namespace: X01" { fires X01 processes/user-namespace filesystem/readonly-paths; }
@test "processes/user-namespace: X05" { fires X05 processes/user-namespace privilege/capabilities privilege/seccomp; }
@test "privilege/capabilities: X05" { fires X05 privilege/capabilities processes/user-namespace privilege/seccomp; }
@test "privilege/seccomp: X05" { fires X05 privilege/seccomp processes/user-namespace privilege/capabilities; }
@test "processes/pid-namespace: P02" { fires P02 processes/pid-namespace processes/user-namespace ipc/landlock-scope; }
@test "privilege/capabilities: F02" { fires F02 privilege/capabilities filesystem/pivot-root privilege/seccomp processes/user-namespace; }
@test "privilege/capabilities: F06" { fires F06 privilege/capabilities privilege/seccomp processes/user-namespace; }

@test "every wall that a probe names is lowered here" {
  python3 - "$BULKHEAD_ROOT" "$BATS_TEST_FILENAME" <<'P'
import pathlib, re, sys

tests = set(re.findall(r'@test "([a-z-]+/[a-z-]+: [A-Z0-9]+)"', open(sys.argv[2]).read()))
named = set()
for path in pathlib.Path(sys.argv[1], "src/audit/probes").rglob("*.cc"):
    text = path.read_text()
    for probe, covers in re.findall(r'\.id = "([A-Z0-9]+)".*?\.covers = \{([^}]*)\}', text, re.S):
        named |= {f"{wall}: {probe}" for wall in re.findall(r'"([^"]+)"', covers)}
assert len(named) >= 20, named
assert not named - tests, sorted(named - tests)
P
}
