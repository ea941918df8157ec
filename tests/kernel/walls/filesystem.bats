#!/usr/bin/env bats
# Each wall of this requirement: it stands, and the same act succeeds with it lowered.
load ../../support/walls

# covers: filesystem/mount-namespace filesystem/embedded-root
@test "embedded root: nothing of the host but /usr, and that read-only" {
  run in_container -- sh -c 'ls /; ls -A /home /root /srv; cat /etc/shadow; touch /usr/x; touch /etc/x; touch /tmp/ok && echo wrote'
  [[ "$output" == *"/etc/shadow: No such file"* ]]
  [[ "$output" == *"'/usr/x': Read-only file system"* ]]
  [[ "$output" == *"'/etc/x': Read-only file system"* ]]
  [[ "$output" == *wrote* ]]
  [ ! -e /tmp/ok ]
}

@test "mount namespace: it cannot be lowered, because mounts would be made on the host" {
  run in_container --lower filesystem/mount-namespace -- true
  [ "$status" -eq 125 ]
  [[ "$output" == *mount-namespace* ]]
}

# covers: filesystem/readonly-root
@test "read-only root: lowered, /etc can be written" {
  run in_container --lower filesystem/readonly-root -- sh -c 'touch /etc/x && echo wrote'
  [[ "$output" == *wrote* ]]
}

# covers: filesystem/overlay-root filesystem/rootfs
@test "rootfs: throw-away above, and --rw writes through" {
  make_rootfs "$BATS_TEST_TMPDIR/root"
  in_container --rootfs "$BATS_TEST_TMPDIR/root" -- touch /tmp/gone
  [ ! -e "$BATS_TEST_TMPDIR/root/tmp/gone" ]
  in_container --rw --rootfs "$BATS_TEST_TMPDIR/root" -- touch /tmp/kept
  [ -e "$BATS_TEST_TMPDIR/root/tmp/kept" ]
}

# covers: filesystem/pivot-root filesystem/chroot
@test "pivot_root: the host's tree is not underneath" {
  local climb='import os
os.chroot("/tmp")
for i in range(40): os.chdir("..")
os.chroot(".")
print(os.path.exists("/etc/shadow"))'
  run in_container --cap-add SYS_CHROOT -- python3 -c "$climb"
  [ "$output" = False ]
  run in_container --cap-add SYS_CHROOT --lower filesystem/pivot-root --lower privilege/landlock -- python3 -c "$climb"
  [ "$output" = True ]
}

# covers: filesystem/masked-paths
@test "masked paths: empty, not to be unmounted, and readable when lowered" {
  run in_container -- sh -c 'wc -c < /proc/timer_list; umount /proc/timer_list'
  [ "${lines[0]}" = 0 ]
  [[ "$output" == *"umount:"* ]]
  run in_container --lower filesystem/masked-paths -- sh -c 'head -c 20 /proc/kallsyms | wc -c'
  [ "$output" -gt 0 ]
}

# covers: filesystem/readonly-paths
@test "read-only paths: /proc/sys cannot be written, and can when lowered" {
  run in_container -- sh -c 'cat /proc/sys/kernel/shmmni > /proc/sys/kernel/shmmni'
  [[ "$output" == *"Read-only file system"* ]]
  run in_container --lower filesystem/readonly-paths -- sh -c 'v=$(cat /proc/sys/kernel/shmmni); echo $v > /proc/sys/kernel/shmmni && echo wrote'
  [[ "$output" == *wrote* ]]
}

# covers: filesystem/mounts
@test "mounts: flags of /proc, /dev, /dev/shm and /sys" {
  run in_container -- cat /proc/self/mountinfo
  [[ "$output" =~ \ /proc\ rw,nosuid,nodev,noexec ]]
  [[ "$output" =~ \ /dev/shm\ rw,nosuid,nodev,noexec ]]
  [[ "$output" =~ \ /sys\ ro,nosuid,nodev,noexec ]]
}

# covers: filesystem/no-host-descriptors
@test "descriptors: forty of the caller's stay outside, unless preserved" {
  for fd in $(seq 10 50); do eval "exec $fd</"; done
  run in_container -- sh -c 'ls /proc/self/fd | sort -n | tr "\n" " "'
  for fd in $(seq 10 50); do eval "exec $fd<&-"; done
  [ "$output" = "0 1 2 3 " ]
  run bash -c "exec 3</etc/hostname; '$BULKHEAD' run --preserve-fds 1 -- cat /proc/self/fd/3"
  [ "$output" = "$(cat /etc/hostname)" ]
}

# covers: privilege/landlock
@test "Landlock: files move and are linked from one directory to another" {
  run in_container -- python3 -c '
import os
os.makedirs("/tmp/a"); os.makedirs("/tmp/b/c")
open("/tmp/a/file", "w").close()
os.rename("/tmp/a/file", "/tmp/b/file")
os.link("/tmp/b/file", "/tmp/a/link")
os.rename("/tmp/b/c", "/tmp/a/c")'
  echo "$output"
  [ "$status" -eq 0 ]
}

# written_through BUNDLE_ANNOTATIONS: keeps /proc/PID/exe of a container's init open past its end, and writes through it
# into a copy of the runtime (CVE-2019-5736).
written_through() {
  local copy="$BATS_TEST_TMPDIR/runtime" bundle="$BATS_TEST_TMPDIR/bundle" states="$BATS_TEST_TMPDIR/states" init before
  rm -rf "$copy" "$bundle"
  install -m755 "$BULKHEAD" "$copy"
  mkdir -p "$bundle"
  make_rootfs "$bundle/rootfs"
  cat > "$bundle/config.json" <<J
{"ociVersion": "1.2.0", "root": {"path": "rootfs"}, "annotations": $1,
 "process": {"args": ["busybox", "true"], "cwd": "/", "user": {"uid": 0, "gid": 0}, "env": ["PATH=/bin"]},
 "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}]}}
J
  before=$(sha256sum < "$copy")
  "$copy" --root "$states" create --bundle "$bundle" --pid-file "$BATS_TEST_TMPDIR/pid" sealed < /dev/null > /dev/null
  init=$(cat "$BATS_TEST_TMPDIR/pid")
  exec 9< "/proc/$init/exe"
  "$copy" --root "$states" delete --force sealed
  bash -c 'printf x >> /proc/self/fd/9' 2>&1 || true
  exec 9<&-
  [ "$(sha256sum < "$copy")" = "$before" ] && echo untouched
}

# covers: filesystem/sealed-program
@test "sealed program: /proc/PID/exe cannot be written after the end, and can when lowered" {
  run written_through '{}'
  [[ "$output" == *"Read-only file system"* ]]
  [[ "$output" == *untouched* ]]
  run written_through '{"org.bulkhead.lower": "filesystem/sealed-program"}'
  [[ "$output" != *untouched* ]]
}

# covers: filesystem/embedded-root
@test "embedded root: a /usr that cannot be id-mapped (overlayfs) is shown as nobody's" {
  mkdir "$BATS_TEST_TMPDIR/upper" "$BATS_TEST_TMPDIR/work"
  run unshare --mount sh -c "mount -t overlay -o lowerdir=/usr,upperdir=$BATS_TEST_TMPDIR/upper,workdir=$BATS_TEST_TMPDIR/work o /usr &&
    '$BULKHEAD' run -- stat -c %u /usr/bin/env"
  echo "$output"
  [ "$status" -eq 0 ]
  [ "$output" = 65534 ]
}

# covers: filesystem/embedded-root
@test "embedded root: a file system mounted below /usr is shown, read-only, too" {
  run unshare --mount sh -c "mount -t tmpfs -o mode=755 extra /usr/local && touch /usr/local/canary &&
    '$BULKHEAD' run -- sh -c 'ls /usr/local; touch /usr/local/x'"
  echo "$output"
  [[ "$output" == *canary* ]]
  [[ "$output" == *"Read-only file system"* ]]
}
