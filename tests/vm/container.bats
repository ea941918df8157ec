#!/usr/bin/env bats
# A stock kernel of Debian with cgroup v2 only: one container with every wall.
load ../support/walls

@test "this is a machine with cgroup v2 only" {
  [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]
  [ -n "${BULKHEAD_IN_VM:-}" ]
}

@test "a container sees nothing of the host, and is verified" {
  before=$(leftovers)
  bh run --name walled -- sleep 60 3>&- & local runner=$!
  await_running walled
  run bh verify walled
  echo "$output"
  [ "$status" -eq 0 ]
  [[ "$output" != *DIFFERS* ]]
  run bh exec walled sh -c 'ls /home /root; ps -eo comm=; cat /proc/self/cgroup'
  echo "$output"
  [[ "$output" == *"sleep"* ]]
  [[ "$output" == *"0::/" ]]
  bh kill walled KILL
  wait "$runner" || true
  [ "$(leftovers)" = "$before" ]
}

@test "what is absent on this kernel is said" {
  bh run --name absent -- sleep 60 3>&- & local runner=$!
  await_running absent
  run bh verify absent
  echo "$output"
  bh kill absent KILL
  wait "$runner" || true
  # Landlock scopes came with 6.12.
  if [ "$(printf '%s\n' 6.12 "$(uname -r)" | sort -V | head -n 1)" = 6.12 ]; then
    [[ "$output" != *absent* ]]
  else
    [[ "$output" == *"ipc/landlock-scope"*absent* || "$output" == *absent*"ipc/landlock-scope"* ]]
  fi
}

@test "fifty containers, four at a time, leave nothing behind" {
  before=$(leftovers)
  seq 50 | xargs -P 4 -I{} "$BULKHEAD" run --name many-{} -- true
  [ "$(leftovers)" = "$before" ]
}
