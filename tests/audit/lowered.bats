#!/usr/bin/env bats
# Each wall that has a probe: with the wall up the probe is stopped, with the wall lowered it reaches. Where several walls
# stop the same attack, the others are lowered both times, so that the one in question stands alone.
load ../support/audit

@test "processes/pid-namespace: P01" { fires P01 processes/pid-namespace; }
@test "processes/user-namespace: F22" { fires F22 processes/user-namespace; }
@test "processes/user-namespace: P02" { fires P02 processes/user-namespace processes/pid-namespace ipc/landlock-scope; }
@test "ipc/landlock-scope: P02" { fires P02 ipc/landlock-scope processes/pid-namespace processes/user-namespace; }
@test "processes/pid-namespace: P05" { fires P05 processes/pid-namespace processes/user-namespace; }
@test "processes/user-namespace: P05" { fires P05 processes/user-namespace processes/pid-namespace; }
@test "filesystem/pivot-root: F02" { fires F02 filesystem/pivot-root privilege/capabilities privilege/seccomp processes/user-namespace; }
@test "privilege/seccomp: F04" { fires F04 privilege/seccomp privilege/capabilities privilege/landlock; }
@test "privilege/capabilities: F04" { fires F04 privilege/capabilities privilege/seccomp privilege/landlock; }
@test "privilege/landlock: F04" { fires F04 privilege/landlock privilege/capabilities privilege/seccomp; }
@test "processes/user-namespace: F06" { fires F06 processes/user-namespace privilege/capabilities privilege/seccomp; }
@test "privilege/seccomp: F06" { fires F06 privilege/seccomp privilege/capabilities processes/user-namespace; }
@test "devices/device-filter: D01" { fires D01 devices/device-filter processes/user-namespace privilege/capabilities privilege/landlock privilege/seccomp; }
@test "devices/device-filter: D03" { fires D03 devices/device-filter processes/user-namespace privilege/capabilities privilege/landlock privilege/seccomp; }
@test "ipc/ipc-namespace: I01" { fires I01 ipc/ipc-namespace; }
@test "ipc/ipc-namespace: I02" { fires I02 ipc/ipc-namespace; }
@test "ipc/landlock-scope: I08" { fires I08 ipc/landlock-scope network/network-namespace; }
@test "network/network-namespace: I08" { fires I08 network/network-namespace ipc/landlock-scope; }
@test "network/network-namespace: N01" { fires N01 network/network-namespace processes/user-namespace; }
@test "network/network-namespace: N03" { fires N03 network/network-namespace; }
@test "resources/pids: R601" { fires R601 resources/pids; }
@test "resources/memory: R602" { fires R602 resources/memory; }
@test "resources/cpu: R606" { fires R606 resources/cpu; }
@test "filesystem/readonly-paths: X01" { fires X01 filesystem/readonly-paths processes/user-namespace; }
@test "processes/user-namespace: X01" { fires X01 processes/user-namespace filesystem/readonly-paths; }
@test "processes/user-namespace: X05" { fires X05 processes/user-namespace privilege/capabilities privilege/seccomp; }
@test "privilege/capabilities: X05" { fires X05 privilege/capabilities processes/user-namespace privilege/seccomp; }
@test "privilege/seccomp: X05" { fires X05 privilege/seccomp processes/user-namespace privilege/capabilities; }
