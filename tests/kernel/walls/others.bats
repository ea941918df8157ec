#!/usr/bin/env bats
# Devices, IPC, network, resources and privilege: each wall stands, and the same act succeeds with it lowered.
load ../../support/walls

# covers: devices/nodes
@test "device nodes: the safe ones and no other" {
  run in_container -- sh -c 'cd /dev; for n in *; do [ -L $n ] || { [ -c $n ] || [ -b $n ]; } && printf "%s:%s " $n $(readlink $n); done'
  [ "$output" = "fd:/proc/self/fd full: null: ptmx:pts/ptmx random: stderr:/proc/self/fd/2 stdin:/proc/self/fd/0 stdout:/proc/self/fd/1 tty: urandom: zero: " ]
  run in_container -- python3 -c 'import os; os.mknod("/tmp/disk", 0o60600, 0xfe00)'
  [[ "$output" == *"PermissionError"* ]]
}

# covers: devices/console
@test "console: a terminal of the container's own" {
  run python3 - "$BULKHEAD" <<'P'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[1], ["bulkhead", "run", "-it", "--", "sh", "-c", "tty; stat -c %t /dev/console"])
out = b""
try:
    while True:
        data = os.read(fd, 4096)
        if not data: break
        out += data
except OSError: pass
print(out.decode().split()); sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
P
  [ "$status" -eq 0 ]
  [ "$output" = "['/dev/pts/0', '88']" ]
}

# covers: ipc/ipc-namespace
@test "IPC namespace: a System V segment of the host does not exist inside" {
  id=$(ipcmk -M 4096 | grep -o '[0-9]*$')
  run in_container -- ipcs -m
  inside=$output
  run in_container --lower ipc/ipc-namespace -- ipcs -m
  ipcrm -m "$id"
  [[ "$inside" != *" $id "* ]]
  [[ "$output" == *" $id "* ]]
}

# covers: ipc/session-keyring
@test "session keyring: the caller's is not the container's" {
  run in_container --lower privilege/seccomp -- sh -c 'grep -c _ses /proc/keys || true'
  run bash -c "python3 -c '
import ctypes
print(ctypes.CDLL(None, use_errno=True).syscall(250, 0, -3, 0))'"
  host=$output
  run in_container --lower privilege/seccomp -- python3 -c '
import ctypes
print(ctypes.CDLL(None, use_errno=True).syscall(250, 0, -3, 0))'
  [ "$output" != "$host" ]
}

# covers: ipc/landlock-scope
@test "Landlock scope: with the pid namespace lowered, a signal still does not leave" {
  dmesg_abi=$(python3 -c 'import ctypes; print(ctypes.CDLL(None).syscall(444, 0, 0, 1))')
  [ "$dmesg_abi" -ge 6 ] || skip "Landlock ABI $dmesg_abi has no scopes"
  sleep 60 & canary=$!
  walls=(--lower processes/pid-namespace --lower processes/user-namespace --lower privilege/capabilities)
  run in_container "${walls[@]}" -- sh -c "kill -0 $canary"
  [[ "$output" == *"not permitted"* ]]
  run in_container "${walls[@]}" --lower ipc/landlock-scope -- sh -c "kill -0 $canary && echo arrived"
  kill "$canary"
  [[ "$output" == *arrived* ]]
}

# covers: network/network-namespace network/loopback
@test "network namespace: loopback alone, and up" {
  run in_container -- sh -c 'ls /sys/class/net; cat /sys/class/net/lo/flags'
  [ "${lines[0]}" = lo ]
  [ "${lines[1]}" = 0x9 ]
  run in_container --network host --lower network/network-namespace -- sh -c 'readlink /proc/self/ns/net'
  [ "$output" = "$(readlink /proc/self/ns/net)" ]
  run in_container --network host -- true
  [ "$status" -eq 125 ]
}

# covers: resources/cgroup-namespace
@test "cgroup namespace: the container's path is /" {
  run in_container -- grep -E 'pids|^0::' /proc/self/cgroup
  [[ "${lines[0]}" == *:/ ]]
  run in_container --id "cg-$$" --lower resources/cgroup-namespace -- grep -E 'pids|^0::' /proc/self/cgroup
  [[ "$output" == *"/bulkhead/cg-$$" ]]
}

# covers: privilege/uts-namespace
@test "UTS namespace: the host name is the container's" {
  run in_container --hostname inside -- hostname
  [ "$output" = inside ]
  run in_container --lower privilege/uts-namespace -- hostname
  [ "$output" = "$(hostname)" ]
}

# covers: privilege/sysctl
@test "sysctl: the container's own namespaces, and nothing of the host" {
  run in_container --sysctl kernel.shmmni=77 -- cat /proc/sys/kernel/shmmni
  [ "$output" = 77 ]
  [ "$(cat /proc/sys/kernel/shmmni)" != 77 ]
  run in_container --sysctl kernel.core_pattern=x -- true
  [ "$status" -eq 125 ]
  [[ "$output" == *core_pattern* ]]
}

# covers: privilege/capabilities
@test "capabilities: the small set, and the host's when lowered" {
  run in_container -- grep CapBnd /proc/self/status
  [[ "$output" == *00000000800004fb ]]
  run in_container --lower privilege/capabilities -- grep CapEff /proc/self/status
  [[ "$output" != *00000000800004fb ]]
}

# covers: privilege/user
@test "user: ids and groups are exactly those asked for" {
  run in_container -u 1000:100 -- sh -c 'id -u; id -g; id -G; grep CapEff /proc/self/status'
  [ "${lines[0]} ${lines[1]} ${lines[2]}" = "1000 100 100" ]
  [[ "${lines[3]}" == *0000000000000000 ]]
}

# covers: privilege/no-new-privs
@test "no_new_privs: set, and not set when lowered" {
  run in_container -- grep NoNewPrivs /proc/self/status
  [[ "$output" == *1 ]]
  run in_container --lower privilege/no-new-privs -- grep NoNewPrivs /proc/self/status
  [[ "$output" == *0 ]]
}

# covers: privilege/landlock
@test "Landlock: mount is refused where capabilities and the filter are lowered" {
  walls=(--lower privilege/seccomp --lower privilege/capabilities)
  run in_container "${walls[@]}" -- mount -t tmpfs x /tmp
  [ "$status" -ne 0 ]
  run in_container "${walls[@]}" --lower privilege/landlock -- mount -t tmpfs x /tmp
  [ "$status" -eq 0 ]
}

# covers: privilege/seccomp
@test "seccomp: unshare EPERM, unknown calls ENOSYS, other ABIs refused, TIOCSTI refused with high bits" {
  try='import ctypes, fcntl, sys
libc = ctypes.CDLL(None, use_errno=True)
def errno_of(*call):
    ctypes.set_errno(0)
    libc.syscall(*[ctypes.c_long(word) for word in call])
    return ctypes.get_errno()
print(errno_of(272, 0), errno_of(999), errno_of(435, 0, 0), errno_of(0x40000000 + 39), errno_of(16, 0, 0x5412 | 1 << 40, 0), errno_of(41, 17, 3, 0))'
  run in_container -- python3 -c "$try"
  [ "$output" = "1 38 38 1 1 1" ]
  run in_container --lower privilege/seccomp -- python3 -c "$try"
  [[ "$output" != "1 38 38 1 1 1" ]]
}
