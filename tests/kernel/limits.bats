#!/usr/bin/env bats
# Every limit of `bulkhead run`: the cgroup holds what was asked for, and the kernel acts on it.
load ../support/walls
load ../support/bundle

# on V2 V1: the one that fits this machine's memory controller.
on() { if [ -f /sys/fs/cgroup/cgroup.controllers ]; then echo "$1"; else echo "$2"; fi; }

# directory_of CONTROLLER NAME: the container's cgroup; a hybrid machine may keep a controller on version 2.
directory_of() {
  local base=/sys/fs/cgroup
  if [ ! -f $base/cgroup.controllers ]; then
    if [ -d "$base/$1" ]; then base=$base/$1; else base=$base/unified; fi
  fi
  echo "$base/bulkhead/$2"
}

inside() { in_container "$@"; }

start_limited() { # NAME OPTIONS... -- COMMAND...
  local name=$1
  shift
  bh run --name "$name" "$@" 3>&- > /dev/null 2>&1 &
  await_running "$name"
}

end_limited() {
  local name
  for name; do bh kill "$name" KILL; done
  wait
}

# cgroup_file CONTROLLER FILE OPTIONS...: as the host sees it while the container runs.
cgroup_file() {
  local controller=$1 file=$2 status=0
  shift 2
  start_limited limited "$@" -- sleep 30
  cat "$(directory_of "$controller" limited)/$file" || status=$?
  end_limited limited
  return "$status"
}

# covers: resources/memory
@test "memory: beyond the limit a process of the container is killed, and no other" {
  [ "$(cgroup_file memory "$(on memory.max memory.limit_in_bytes)" --memory 64M)" = 67108864 ]
  run inside --memory 64M -- python3 -c 'x = bytearray(200 << 20); print("held")'
  echo "$output"
  [ "$status" -eq 137 ]
  [[ "$output" != *held* ]]
  run inside --memory 400M -- python3 -c 'x = bytearray(200 << 20); print("held")'
  [ "$status" -eq 0 ]
}

# covers: resources/memory
@test "swap: none beyond what was asked for" {
  # Version 1 counts memory and swap together.
  [ "$(cgroup_file memory "$(on memory.swap.max memory.memsw.limit_in_bytes)" --memory 64M)" = "$(on 0 67108864)" ]
  [ "$(cgroup_file memory "$(on memory.swap.max memory.memsw.limit_in_bytes)" --memory 64M --memory-swap 32M)" = "$(on 33554432 100663296)" ]
}

# covers: resources/pids
@test "pids: fork says EAGAIN" {
  [ "$(cgroup_file pids pids.max --pids 12)" = 12 ]
  run inside --pids 12 -- sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do sleep 5 & done; wait'
  echo "$output"
  [[ "$output" == *"ork"* ]]
}

# covers: resources/cpu
@test "cpu quota: half a processor is half a processor" {
  [ "$(cgroup_file cpu "$(on cpu.max cpu.cfs_quota_us)" --cpus 0.5)" = "$(on "50000 100000" 50000)" ]
  run inside --cpus 0.25 -- python3 -c '
import time
begin, used = time.monotonic(), time.process_time()
while time.monotonic() - begin < 3: pass
print((time.process_time() - used) / (time.monotonic() - begin))'
  echo "$output"
  awk -v share="$output" 'BEGIN {exit !(share > 0.05 && share < 0.5)}'
}

# covers: resources/cpu
@test "cpu weight: the heavier of two neighbours on one processor gets more" {
  [ "$(cgroup_file cpu "$(on cpu.weight cpu.shares)" --cpu-weight 300)" = "$(on 300 3072)" ]
  used() {
    if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
      awk '$1 == "usage_usec" {print $2}' "$(directory_of cpu "$1")/cpu.stat"
    else
      echo $(($(cat "$(directory_of cpuacct "$1")/cpuacct.usage") / 1000))
    fi
  }
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
  local parent weights
  parent=$(dirname "$(directory_of blkio any)")
  if [ -f /sys/fs/cgroup/cgroup.controllers ]; then parent=/sys/fs/cgroup/bulkhead; fi
  weights=$(cd "$parent" && ls io.weight io.bfq.weight blkio.weight blkio.bfq.weight 2> /dev/null || true)
  if [ -z "$weights" ]; then
    run inside --io-weight 500 -- true
    echo "$output"
    [ "$status" -eq 125 ]
    [[ "$output" == *io* ]]
    return
  fi
  local found
  found=$(cgroup_file blkio "${weights%%[[:space:]]*}" --io-weight 500)
  echo "$found"
  [ "$found" != "" ]
  [ "$found" != 100 ]
}

# covers: resources/hugepages
@test "hugepages: the limit is where the kernel reads it" {
  if [ ! -e /sys/kernel/mm/hugepages/hugepages-2048kB ]; then skip "no huge pages of 2 MB here"; fi
  make_bundle "$BATS_TEST_TMPDIR/b" '.linux.resources.hugepageLimits = [{"pageSize": "2MB", "limit": 4194304}]'
  run_bundle "$BATS_TEST_TMPDIR/b" huge
  run cat "$(directory_of hugetlb huge)/"hugetlb.2MB.max
  end_limited huge
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
@test "devices: the filter allows the safe ones only" {
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
