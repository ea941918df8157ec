#!/usr/bin/env bats
# An ordinary user of a machine with systemd: the controllers that logind delegates are used, and the limits bite.

load ../support/user

setup_file() {
  export NAME=bulkhead-vm HERE=$TMPDIR/here
  make_user "$NAME"
}

@test "process 1 is systemd, and the user has controllers" {
  [ "$(cat /proc/1/comm)" = systemd ]
  run as_user -p Delegate=yes cat "/sys/fs/cgroup/user.slice/user-$(id -u "$NAME").slice/user@$(id -u "$NAME").service/cgroup.controllers"
  echo "$output"
  [[ "$output" == *memory*pids* ]]
}

@test "memory and pids limits of an ordinary user bite" {
  run as_user -p Delegate=yes "$HERE/bulkhead" run --memory 64M -- python3 -c 'x = bytearray(200 << 20); print("held")'
  echo "$output"
  [ "$status" -eq 137 ]
  [[ "$output" != *held* ]]
  run as_user -p Delegate=yes "$HERE/bulkhead" run --pids 10 -- sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 5 & done; wait'
  echo "$output"
  [[ "$output" == *"ork"* ]]
}

@test "a controller that is not delegated is a clear error" {
  run as_user -p Delegate=yes "$HERE/bulkhead" run --cpuset 0 -- true
  echo "$output"
  if [ "$status" -ne 0 ]; then
    [ "$status" -eq 125 ]
    [[ "$output" == *cpuset* ]]
    [[ "$output" == *elegat* ]]
  fi
}

@test "nothing of the user's containers is left" {
  run find /sys/fs/cgroup -type d -path '*bulkhead*'
  echo "$output"
  # The user's own cgroup for its containers may stay; none of a container does.
  [ -z "$(echo "$output" | grep -E '/bulkhead/.+' || true)" ]
}
