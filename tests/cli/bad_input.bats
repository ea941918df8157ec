#!/usr/bin/env bats
# Bad input: one clear line that names the place, a non-zero exit, and nothing left behind.
load ../support/walls

setup() {
  BUNDLE="$BATS_TEST_TMPDIR/bundle"
  mkdir -p "$BUNDLE"
  make_rootfs "$BUNDLE/rootfs"
  before=$(leftovers)
}
teardown() { [ "$(leftovers)" = "$before" ]; }

good='{"ociVersion":"1.2.0","root":{"path":"rootfs"},"process":{"args":["true"],"cwd":"/","user":{"uid":0,"gid":0},"env":["PATH=/bin"]},"mounts":[{"destination":"/proc","type":"proc","source":"proc"},{"destination":"/dev","type":"tmpfs","source":"tmpfs"}],"linux":{"namespaces":[{"type":"pid"},{"type":"mount"}]}}'

# refused WORD: `run` of the bundle fails with one line that has WORD in it.
refused() {
  run "$BULKHEAD" run --bundle "$BUNDLE" bad
  [ "$status" -eq 125 ]
  [ "${#lines[@]}" -eq 1 ]
  [[ "$output" == "bulkhead: run: "*"$1"* ]]
}
changed() { jq -c "$1" <<< "$good" > "$BUNDLE/config.json"; }

@test "the good configuration runs" {
  echo "$good" > "$BUNDLE/config.json"
  run "$BULKHEAD" run --bundle "$BUNDLE" fine
  [ "$status" -eq 0 ]
}

@test "no such bundle, no config.json" {
  run "$BULKHEAD" run --bundle /no/such/dir bad
  [ "$status" -eq 125 ]; [[ "$output" == *"/no/such/dir"*ENOENT* ]]
  refused config.json
}

@test "config.json empty, not JSON, huge, deep" {
  : > "$BUNDLE/config.json"; refused empty
  echo 'hello' > "$BUNDLE/config.json"; refused "line 1"
  truncate -s 100M "$BUNDLE/config.json"; refused larger
  rm "$BUNDLE/config.json"; python3 -c 'print("["*10000 + "]"*10000)' > "$BUNDLE/config.json"; refused config.json
}

@test "wrong types and numbers are named by their pointer" {
  changed '.process.args = "true"'; refused /process/args
  changed '.process.user.uid = -1'; refused /process/user/uid
  changed '.process.user.uid = 4294967296'; refused /process/user/uid
  changed '.process.user.uid = "0"'; refused /process/user/uid
  changed '.linux.resources.pids.limit = 1.5'; refused /linux/resources/pids/limit
  changed '.mounts = {}'; refused /mounts
  changed '.linux = []'; refused /linux
}

@test "versions, namespaces, fields that are not supported yet" {
  changed '.ociVersion = "2.0.0"'; refused /ociVersion
  changed 'del(.ociVersion)'; refused /ociVersion
  changed '.linux.namespaces += [{"type":"pid"}]'; refused twice
  changed '.linux.namespaces += [{"type":"galaxy"}]'; refused galaxy
  changed '.linux.intelRdt = {"closID":"a"}'; refused /linux/intelRdt
  changed '.process.apparmorProfile = "x"'; refused apparmorProfile
  changed '.linux.sysctl = {"kernel.core_pattern":"|x"}'; refused core_pattern
  changed '.linux.namespaces = [{"type":"pid"}]'; refused "mount namespace"
}

@test "container ids" {
  echo "$good" > "$BUNDLE/config.json"
  for id in 'a/b' '..' '.' '-x' 'ä' 'a b' "$(printf 'a%.0s' $(seq 2000))"; do
    run "$BULKHEAD" run --bundle "$BUNDLE" --id "$id"
    [ "$status" -ne 0 ]
    [ ! -e "/run/bulkhead/$id" ] || [ "$id" = . ] || [ "$id" = .. ]
  done
}

@test "user ids of exec and run are strict" {
  for user in -1 4294967296 0x1 1:1:1 root 1: :1 ''; do
    run "$BULKHEAD" run --user="$user" -- id -u
    [ "$status" -ne 0 ] || [ -z "$user" ]
  done
}

@test "roots: missing, a file, the host's own" {
  run "$BULKHEAD" run --rootfs /no/such -- true; [ "$status" -eq 125 ]; [[ "$output" == *"/no/such"* ]]
  run "$BULKHEAD" run --rootfs /etc/passwd -- true; [ "$status" -eq 125 ]; [[ "$output" == *"/etc/passwd"* ]]
  ln -s / "$BATS_TEST_TMPDIR/slash"
  run "$BULKHEAD" run --rootfs "$BATS_TEST_TMPDIR/slash" -- true; [ "$status" -eq 125 ]; [[ "$output" == *"own root"* ]]
}

@test "dev, proc, sys and etc as symlinks to decoys: refused, decoys untouched" {
  mkdir "$BATS_TEST_TMPDIR/decoy"
  echo "$good" > "$BUNDLE/config.json"
  for name in dev proc; do
    rmdir "$BUNDLE/rootfs/$name"; ln -s "$BATS_TEST_TMPDIR/decoy" "$BUNDLE/rootfs/$name"
    refused "/$name"
    rm "$BUNDLE/rootfs/$name"; mkdir "$BUNDLE/rootfs/$name"
  done
  rmdir "$BUNDLE/rootfs/etc"; ln -s "$BATS_TEST_TMPDIR/decoy" "$BUNDLE/rootfs/etc"
  changed '.mounts += [{"destination":"/etc/hosts","type":"bind","source":"/etc/hosts","options":["bind"]}]'
  "$BULKHEAD" run --bundle "$BUNDLE" linked || true
  [ -z "$(ls -A "$BATS_TEST_TMPDIR/decoy")" ]
}

@test "a mount target through a symlink that leaves the root stays inside" {
  mkdir "$BATS_TEST_TMPDIR/decoy"
  ln -s "../../../../../../../..$BATS_TEST_TMPDIR/decoy" "$BUNDLE/rootfs/out"
  changed '.mounts += [{"destination":"/out/x","type":"tmpfs","source":"tmpfs"}]'
  "$BULKHEAD" run --bundle "$BUNDLE" linked || true
  [ -z "$(ls -A "$BATS_TEST_TMPDIR/decoy")" ]
}

@test "unknown options, commands and walls" {
  run "$BULKHEAD" nonsense; [ "$status" -eq 1 ]; [[ "$output" == *nonsense* ]]
  run "$BULKHEAD" run --nonsense -- true; [ "$status" -ne 0 ]
  run "$BULKHEAD" run --lower no/such-wall -- true; [ "$status" -eq 125 ]; [[ "$output" == *no/such-wall* ]]
  run "$BULKHEAD" run --memory 1x -- true; [ "$status" -ne 0 ]
  run "$BULKHEAD" run; [ "$status" -eq 125 ]
}

@test "cwd on a descriptor, disk full, no permission" {
  changed '.process.cwd = "/proc/self/fd/7"'; refused /process/cwd
  run "$BULKHEAD" run --tmpfs-size 64k -- sh -c 'dd if=/dev/zero of=/tmp/x bs=1M count=1'
  [ "$status" -ne 0 ]; [[ "$output" == *"No space"* ]]
  run su nobody -s /bin/sh -c "$BULKHEAD --root /run/bulkhead list"
  [ "$status" -ne 0 ]
}

@test "the systemd driver without systemd, or without cgroup v2, is an error that says so" {
  if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] && [ -d /run/systemd/system ]; then skip "systemd with cgroup v2 runs here"; fi
  run bh --systemd-cgroup run -- true
  echo "$output"
  [ "$status" -eq 125 ]
  [[ "$output" == *--systemd-cgroup:* ]]
  [[ "$output" == *"leave the option out"* ]]
}
