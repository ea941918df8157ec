#!/usr/bin/env bats
# An ordinary user: the same walls, ids from /etc/subuid, nothing left behind.

setup_file() {
  if [ "$(id -u)" -ne 0 ]; then skip "needs root to make an ordinary user"; fi
  export HERE="$BATS_FILE_TMPDIR/here" NAME=bulkhead-test PLAIN=bulkhead-plain
  for user in "$NAME" "$PLAIN"; do
    if id "$user" > /dev/null 2>&1; then continue; fi
    useradd --create-home --shell /bin/bash "$user"
  done
  sed -i "/^$PLAIN:/d" /etc/subuid /etc/subgid
  mkdir -m755 "$HERE"
  chmod 755 "$BATS_FILE_TMPDIR" "$(dirname "$BATS_FILE_TMPDIR")" "$BATS_RUN_TMPDIR"
  install -m755 "${BULKHEAD_BIN_DIR:?run by ./dev test}/bulkhead" "$HERE/bulkhead"
  install -d -m700 -o "$NAME" "$HERE/runtime"
  install -d -m700 -o "$PLAIN" "$HERE/plain"
}

teardown_file() {
  if [ "$(id -u)" -ne 0 ]; then return; fi
  for user in "$NAME" "$PLAIN"; do userdel --remove "$user" 2> /dev/null || true; done
}

as() { # USER COMMAND...
  local user=$1 runtime=$HERE/runtime
  shift
  if [ "$user" = "$PLAIN" ]; then runtime=$HERE/plain; fi
  setpriv --reuid "$user" --regid "$user" --init-groups env -i HOME="/home/$user" XDG_RUNTIME_DIR="$runtime" \
    PATH=/usr/bin:/bin:/usr/sbin:/sbin "$@"
}
bh() { as "$NAME" "$HERE/bulkhead" "$@"; }

remains() {
  find "$HERE/runtime" -mindepth 2 -not -path '*/.*'
  find /sys/fs/cgroup -mindepth 2 -type d -path "*bulkhead-$(id -u "$NAME")/*"
  ps -u "$NAME" -o stat=,pid=,args= | awk '$1 !~ /^Z/'
}

@test "root inside is neither root nor the user outside" {
  run bh run -- sh -c 'id -u; cat /proc/self/uid_map'
  echo "$output"
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = 0 ]
  read -r inside outside count <<< "${lines[1]}"
  [ "$inside" -eq 0 ]
  [ "$outside" -eq "$(awk -F: -v u="$NAME" '$1 == u {print $2}' /etc/subuid)" ]
  [ "$count" -eq 65536 ]
}

@test "the walls stand for an ordinary user, too" {
  bh run --name held -- sleep 60 3>&- &
  for _ in $(seq 50); do
    if bh state held 2> /dev/null | grep -q '"running"'; then break; fi
    sleep 0.1
  done
  run bh verify held
  echo "$output"
  echo "$output"
  [ "$status" -eq 0 ]
  [[ "$output" != *DIFFERS* ]]
  for wall in processes/user-namespace processes/pid-namespace filesystem/pivot-root network/network-namespace ipc/ipc-namespace \
    privilege/capabilities privilege/no-new-privs privilege/seccomp devices/nodes filesystem/mounts; do
    grep -Eq "^up +$wall " <<< "$output"
  done
  run bh exec held -- sh -c 'id -u; cat /proc/1/comm'
  echo "$output"
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = 0 ]
  [ "${lines[1]}" = sleep ]
  bh kill held KILL
  wait
  [ -z "$(bh list -q)" ]
}

@test "a directory of the user's is the root: read-only below, kept with --rw" {
  local rootfs=$HERE/rootfs
  install -d -o "$NAME" "$rootfs" "$rootfs/bin" "$rootfs/proc" "$rootfs/dev" "$rootfs/sys" "$rootfs/tmp"
  install -o "$NAME" -m755 "$(command -v busybox)" "$rootfs/bin/busybox"
  run bh run --rootfs "$rootfs" -- /bin/busybox touch /gone
  echo "$output"
  [ "$status" -eq 0 ]
  [ ! -e "$rootfs/gone" ]
  run bh run --rootfs "$rootfs" --rw -- /bin/busybox touch /kept
  echo "$output"
  [ "$status" -eq 0 ]
  [ "$(stat -c %U "$rootfs/kept")" = "$NAME" ]
}

@test "create, start, exec, kill, delete of a bundle" {
  local bundle=$HERE/bundle
  install -d -o "$NAME" "$bundle"
  cp -a "$HERE/rootfs" "$bundle/rootfs"
  as "$NAME" "$HERE/bulkhead" spec --rootless --bundle "$bundle" || as "$NAME" sh -c "cd $bundle && $HERE/bulkhead spec --rootless"
  jq '.process.args = ["/bin/busybox", "sleep", "60"] | .process.terminal = false' "$bundle/config.json" > "$HERE/config"
  install -o "$NAME" "$HERE/config" "$bundle/config.json"
  bh create --bundle "$bundle" life < /dev/null > "$HERE/out" 2>&1 3>&- || { cat "$HERE/out"; false; }
  [ "$(bh state life | jq -r .status)" = created ]
  bh start life
  [ "$(bh state life | jq -r .status)" = running ]
  run bh exec life -- /bin/busybox id -u
  [ "$output" = 0 ]
  bh kill life KILL
  for _ in $(seq 50); do
    if [ "$(bh state life | jq -r .status)" = stopped ]; then break; fi
    sleep 0.1
  done
  bh delete life
  [ -z "$(bh list -q)" ]
}

@test "a user without subordinate ids has a container with the own id alone" {
  run as "$PLAIN" "$HERE/bulkhead" run -- cat /proc/self/uid_map
  echo "$output"
  [ "$status" -eq 0 ]
  read -r inside outside count <<< "$output"
  [ "$inside $outside $count" = "0 $(id -u "$PLAIN") 1" ]
}

@test "an ordinary user gets no host network, and no other user's containers" {
  run bh run --network host -- true
  [ "$status" -eq 125 ]
  run as "$PLAIN" "$HERE/bulkhead" --root "$HERE/runtime/bulkhead" list
  [ "$status" -ne 0 ]
}

@test "a file system mounted below /usr is shown, read-only, too" {
  run unshare --mount sh -c "mount -t tmpfs -o mode=755 extra /usr/local && touch /usr/local/canary &&
    setpriv --reuid $NAME --regid $NAME --init-groups env -i HOME=/home/$NAME XDG_RUNTIME_DIR=$HERE/runtime PATH=/usr/bin:/bin \
      $HERE/bulkhead run -- sh -c 'ls /usr/local; touch /usr/local/x'"
  echo "$output"
  [[ "$output" == *canary* ]]
  [[ "$output" == *"Read-only file system"* ]]
}

# written_through LOWERED: keeps /proc/PID/exe of a created container's init open past its end and writes through it, as
# root, into a copy of the runtime that the user owns and may write.
written_through() {
  local own="$HERE/own" bundle="$HERE/exposed" config sum
  install -o "$NAME" -m755 "$HERE/bulkhead" "$own"
  install -d -o "$NAME" "$bundle"
  cp -a "$HERE/rootfs" "$bundle/"
  (cd "$bundle" && as "$NAME" "$HERE/bulkhead" spec --print) > "$HERE/config"
  config=$(jq --arg lowered "$1" '.process.args = ["/bin/busybox", "true"] | .process.terminal = false
    | .annotations["org.bulkhead.lower"] = $lowered' "$HERE/config")
  echo "$config" > "$bundle/config.json"
  sum=$(sha256sum < "$own")
  as "$NAME" "$own" create --bundle "$bundle" exposed < /dev/null > "$HERE/out" 2>&1 3>&- || { cat "$HERE/out"; return 1; }
  local init
  init=$(as "$NAME" "$own" state exposed | jq -r .pid)
  readlink "/proc/$init/exe"
  exec 9< "/proc/$init/exe"
  as "$NAME" "$own" delete --force exposed
  bash -c 'printf x >> /proc/self/fd/9' 2>&1 || true
  exec 9<&-
  if [ "$(sha256sum < "$own")" = "$sum" ]; then echo untouched; fi
}

# covers: filesystem/sealed-program
@test "a runtime that belongs to the user runs from sealed memory, and can be written when that is lowered" {
  run written_through ""
  echo "$output"
  [[ "$output" == */memfd:bulkhead* ]]
  [[ "$output" == *"Operation not permitted"* ]]
  [[ "$output" == *untouched* ]]
  run written_through filesystem/sealed-program
  echo "$output"
  [[ "$output" != *untouched* ]]
}

@test "nothing is left behind" {
  remains
  [ -z "$(remains)" ]
}
