#!/usr/bin/env bats
# The scope that systemd shows is the container's: its properties are the limits, and it goes with the container.
load ../support/walls
load ../support/bundle

load ../support/user

setup_file() {
  export BULKHEAD="${BULKHEAD_BIN_DIR:?run by ./dev vm}/bulkhead" NAME=bulkhead-scope HERE=$TMPDIR/scope
  make_user "$NAME"
}

properties() { systemctl "${@:2}" show "$1" -p MemoryMax,MemorySwapMax,TasksMax,CPUWeight,CPUQuotaPerSecUSec,AllowedCPUs,Delegate,ActiveState; }

await_gone() { # UNIT: systemd hears of the end a moment later
  for _ in $(seq 50); do
    if [ "$(systemctl show "$1" -p LoadState --value)" = not-found ]; then return; fi
    sleep 0.1
  done
  systemctl status "$1"
  return 1
}

@test "run: the scope has every limit, as systemd and as the kernel say it" {
  bh --systemd-cgroup run --name scoped --memory 64M --memory-swap 32M --pids 30 --cpus 0.5 --cpu-weight 300 --cpuset 0 -- sleep 60 3>&- &
  await_running scoped
  run properties bulkhead-scoped.scope
  echo "$output"
  [[ "$output" == *MemoryMax=67108864* ]]
  [[ "$output" == *MemorySwapMax=33554432* ]]
  [[ "$output" == *TasksMax=30* ]]
  [[ "$output" == *CPUWeight=300* ]]
  [[ "$output" == *CPUQuotaPerSecUSec=500ms* ]]
  [[ "$output" == *AllowedCPUs=0* ]]
  [[ "$output" == *Delegate=yes* ]]
  [[ "$output" == *ActiveState=active* ]]
  local cgroup=/sys/fs/cgroup/system.slice/bulkhead-scoped.scope
  # What a reload of systemd's configuration writes again is what was asked for.
  systemctl daemon-reload
  [ "$(cat "$cgroup/memory.max" "$cgroup/memory.swap.max" "$cgroup/pids.max" "$cgroup/cpuset.cpus" | xargs)" = "67108864 33554432 30 0" ]
  [ "$(cat "$cgroup/cpu.weight")" = 300 ]
  [ "$(cat "$cgroup/cpu.max")" = "50000 100000" ]
  run bh verify scoped
  echo "$output"
  [ "$status" -eq 0 ]
  run bh exec scoped cat /proc/self/cgroup
  [ "$output" = 0::/ ]
  bh kill scoped KILL
  wait
  await_gone bulkhead-scoped.scope
  [ ! -e "$cgroup" ]
}

@test "create and delete with the path of an engine" {
  make_bundle "$BATS_TEST_TMPDIR/b" '.linux.cgroupsPath = "system.slice:engine:c1" | .linux.resources = {"memory": {"limit": 67108864}, "pids": {"limit": 40}}
    | .mounts += [{"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["ro"]}] | .linux.namespaces += [{"type": "cgroup"}]'
  bh --systemd-cgroup create --bundle "$BATS_TEST_TMPDIR/b" c1 < /dev/null > /dev/null 2>&1 3>&-
  run properties engine-c1.scope
  echo "$output"
  [[ "$output" == *MemoryMax=67108864* ]]
  [[ "$output" == *TasksMax=40* ]]
  bh start c1
  run bh exec c1 cat /sys/fs/cgroup/memory.max
  echo "$output"
  [ "$output" = 67108864 ]
  bh delete --force c1
  await_gone engine-c1.scope
}

@test "the limits bite" {
  run bh --systemd-cgroup run --memory 64M -- python3 -c 'x = bytearray(200 << 20); print("held")'
  echo "$output"
  [ "$status" -eq 137 ]
}

@test "a scope of that name is an error, and nothing is left" {
  systemd-run --quiet --scope --unit=engine-taken.scope sleep 60 3>&- & local other=$!
  for _ in $(seq 50); do
    if [ "$(systemctl show engine-taken.scope -p ActiveState --value)" = active ]; then break; fi
    sleep 0.1
  done
  make_bundle "$BATS_TEST_TMPDIR/b" '.linux.cgroupsPath = "system.slice:engine:taken"'
  run bh --systemd-cgroup run --bundle "$BATS_TEST_TMPDIR/b" taken
  echo "$output"
  [ "$status" -eq 125 ]
  [[ "$output" == *engine-taken.scope* ]]
  [ "$(systemctl show engine-taken.scope -p ActiveState --value)" = active ]
  systemctl stop engine-taken.scope
  wait "$other" || true
  [ -z "$(bh list -q)" ]
}

@test "a path that is no slice:prefix:name is an error" {
  make_bundle "$BATS_TEST_TMPDIR/b" '.linux.cgroupsPath = "/plain/path"'
  run bh --systemd-cgroup run --bundle "$BATS_TEST_TMPDIR/b" plain
  echo "$output"
  [ "$status" -eq 125 ]
  [[ "$output" == *slice:prefix:name* ]]
}

@test "an ordinary user's systemd makes the scope, with limits that bite" {
  run as_user "$HERE/bulkhead" --systemd-cgroup run --memory 64M -- python3 -c 'x = bytearray(200 << 20); print("held")'
  echo "$output"
  [ "$status" -eq 137 ]
  [[ "$output" != *held* ]]
}
