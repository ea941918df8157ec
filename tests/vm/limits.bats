#!/usr/bin/env bats
# Every limit of `bulkhead run`: the cgroup holds what was asked for, and the kernel acts on it.
load ../support/walls

# inside OPTIONS... -- SCRIPT: what a shell in the container says; its cgroup is visible at /sys/fs/cgroup when asked.
inside() { in_container "$@"; }

start_limited() { # NAME OPTIONS... -- COMMAND...
  local name=$1
  shift
  bh run --name "$name" "$@" 3>&- > /dev/null 2>&1 &
  for _ in $(seq 100); do
    if bh state "$name" 2> /dev/null | grep -q '"running"'; then return; fi
    sleep 0.1
  done
}

end_limited() {
  local name
  for name; do bh kill "$name" KILL; done
  wait
}

# cgroup_file FILE OPTIONS...: as the host sees it while the container runs.
cgroup_file() {
  local file=$1 status=0
  shift
  start_limited limited "$@" -- sleep 30
  cat "/sys/fs/cgroup/bulkhead/limited/$file" || status=$?
  end_limited limited
  return "$status"
}

# covers: resources/memory
@test "memory: beyond the limit a process of the container is killed, and no other" {
  [ "$(cgroup_file memory.max --memory 64M)" = 67108864 ]
  run inside --memory 64M -- python3 -c 'x = bytearray(200 << 20); print("held")'
  echo "$output"
  [ "$status" -eq 137 ]
  [[ "$output" != *held* ]]
  run inside --memory 400M -- python3 -c 'x = bytearray(200 << 20); print("held")'
  [ "$status" -eq 0 ]
}

# covers: resources/memory
@test "swap: none beyond what was asked for" {
  [ "$(cgroup_file memory.swap.max --memory 64M)" = 0 ]
  [ "$(cgroup_file memory.swap.max --memory 64M --memory-swap 32M)" = 33554432 ]
}

# covers: resources/pids
@test "pids: fork says EAGAIN" {
  [ "$(cgroup_file pids.max --pids 12)" = 12 ]
  run inside --pids 12 -- sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do sleep 5 & done; wait'
  echo "$output"
  [[ "$output" == *"ork"* ]]
}

# covers: resources/cpu
@test "cpu quota: half a processor is half a processor" {
  [ "$(cgroup_file cpu.max --cpus 0.5)" = "50000 100000" ]
  run inside --cpus 0.25 -- python3 -c '
import time
begin = time.monotonic()
while time.monotonic() - begin < 2: pass
print(time.process_time())'
  echo "$output"
  awk -v used="$output" 'BEGIN {exit !(used > 0.2 && used < 1.0)}'
}

# covers: resources/cpu
@test "cpu weight: the heavier of two neighbours on one processor gets more" {
  [ "$(cgroup_file cpu.weight --cpu-weight 300)" = 300 ]
  used() { awk '$1 == "usage_usec" {print $2}' "/sys/fs/cgroup/bulkhead/$1/cpu.stat"; }
  start_limited heavy --cpuset 0 --cpu-weight 1000 -- sh -c 'while :; do :; done'
  start_limited light --cpuset 0 --cpu-weight 100 -- sh -c 'while :; do :; done'
  local heavy light
  heavy=$(used heavy) light=$(used light)
  sleep 4
  heavy=$(($(used heavy) - heavy)) light=$(($(used light) - light))
  end_limited heavy light
  echo "microseconds in four seconds: $heavy and $light"
  [ "$light" -gt 0 ]
  [ "$heavy" -gt $((4 * light)) ]
}

# covers: resources/cpuset
@test "cpuset: one processor, and no way to another" {
  run inside --cpuset 1 -- sh -c 'nproc; taskset -p -c 0 $$'
  echo "$output"
  [ "${lines[0]}" = 1 ]
  [[ "$output" == *nvalid* || "$output" == *"ermitted"* ]]
}

# covers: resources/io-weight
@test "io weight: it is where the kernel reads it, or it is an error" {
  if [ ! -e /sys/fs/cgroup/bulkhead/io.weight ] && [ ! -e /sys/fs/cgroup/bulkhead/io.bfq.weight ]; then
    run inside --io-weight 500 -- true
    echo "$output"
    [ "$status" -eq 125 ]
    [[ "$output" == *io* ]]
    return
  fi
  local found
  found=$(cgroup_file io.bfq.weight --io-weight 500 2> /dev/null || cgroup_file io.weight --io-weight 500)
  echo "$found"
  [[ "$found" == *default* ]]
}

# covers: resources/hugepages
@test "hugepages: the limit is where the kernel reads it" {
  echo 20 > /proc/sys/vm/nr_hugepages
  mkdir -p "$BATS_TEST_TMPDIR/bundle"
  make_rootfs "$BATS_TEST_TMPDIR/bundle/rootfs"
  (cd "$BATS_TEST_TMPDIR/bundle" && "$BULKHEAD" spec && jq '.linux.resources.hugepageLimits = [{"pageSize": "2MB", "limit": 4194304}]
    | .process.args = ["sleep", "20"] | del(.linux.namespaces[] | select(.type == "user")) | del(.linux.uidMappings, .linux.gidMappings)' config.json > new && mv new config.json)
  bh run --bundle "$BATS_TEST_TMPDIR/bundle" huge 3>&- > "$BATS_TEST_TMPDIR/log" 2>&1 &
  for _ in $(seq 100); do
    if bh state huge 2> /dev/null | grep -q '"running"'; then break; fi
    sleep 0.1
  done
  cat "$BATS_TEST_TMPDIR/log"
  run cat /sys/fs/cgroup/bulkhead/huge/hugetlb.2MB.max
  end_limited huge
  echo 0 > /proc/sys/vm/nr_hugepages
  [ "$output" = 4194304 ]
}

# covers: resources/rlimits
@test "open files: one more than the limit is EMFILE" {
  run inside --nofile 16 -- python3 -c '
files = []
try:
    while True: files.append(open("/dev/null"))
except OSError as error: print(error.errno, len(files))'
  echo "$output"
  [[ "$output" == "24 "* ]]
}

# covers: devices/device-filter
@test "devices: the program of version 2 allows the safe ones only" {
  local lower=(--cap-add MKNOD --lower processes/user-namespace --lower privilege/seccomp --lower privilege/landlock)
  local make='head -c 1 /dev/zero | wc -c; mknod /dev/log c 1 11 && echo made'
  run inside "${lower[@]}" -- sh -c "$make"
  echo "$output"
  [ "${lines[0]}" = 1 ]
  [[ "$output" != *made* ]]
  run inside "${lower[@]}" --lower devices/device-filter -- sh -c "$make"
  echo "$output"
  [[ "$output" == *made* ]]
}
