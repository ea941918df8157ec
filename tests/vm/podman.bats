#!/usr/bin/env bats
# Podman drives the runtime as it drives runc and crun: containers from a plain root directory, so that no image is needed.
bats_require_minimum_version 1.5.0
load ../support/walls

load ../support/user

setup_file() {
  export HERE=$TMPDIR/podman NAME=bulkhead-podman
  make_user "$NAME"
  make_rootfs "$HERE/rootfs"
  mkdir -p "$HERE/rootfs/run"
  install -d -o "$NAME" "$HERE/user"
  cp -a "$HERE/rootfs" "$HERE/user/rootfs"
  chown -R "$NAME" "$HERE/user"
}

pod() { # DRIVER WORDS...
  local driver=$1
  shift
  podman --root "$HERE/storage" --runroot "$HERE/run" --runtime "$HERE/bulkhead" --cgroup-manager "$driver" "$@"
}

@test "run, with the systemd and the cgroupfs driver" {
  for driver in systemd cgroupfs; do
    run pod "$driver" run --rm --network none --rootfs "$HERE/rootfs" echo "with $driver"
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$output" = "with $driver" ]
  done
}

@test "limits arrive" {
  run pod systemd run --rm --network none --memory 64m --pids-limit 20 --rootfs "$HERE/rootfs" cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max
  echo "$output"
  [ "${lines[0]}" = 67108864 ]
  [ "${lines[1]}" = 20 ]
}

@test "exit codes arrive" {
  run pod systemd run --rm --network none --rootfs "$HERE/rootfs" sh -c 'exit 7'
  [ "$status" -eq 7 ]
  run -127 pod systemd run --rm --network none --rootfs "$HERE/rootfs" no-such-command
}

@test "detached: exec, a terminal, stop, remove, and nothing is left" {
  pod systemd run --detach --name one --network none --rootfs "$HERE/rootfs" sleep 100 3>&-
  run pod systemd exec one id -u
  [ "$output" = 0 ]
  run pod systemd exec --tty one sh -c 'test -t 1 && echo terminal'
  echo "$output"
  [[ "$output" == terminal* ]]
  [ "$(pod systemd inspect --format '{{.State.Status}}' one)" = running ]
  pod systemd stop --time 1 one
  [ "$(pod systemd inspect --format '{{.State.ExitCode}}' one)" = 137 ]
  pod systemd rm one
  [ -z "$("$HERE/bulkhead" list --quiet)" ]
  for _ in $(seq 50); do # Podman's own conmon leaves its scope a moment later
    run systemctl list-units --no-legend --plain 'libpod-*.scope'
    if [ -z "$output" ]; then return; fi
    sleep 0.1
  done
  echo "$output"
  return 1
}

@test "an ordinary user's Podman" {
  cat > "$HERE/user/script" <<S
podman --root $HERE/user/storage --runroot /run/user/\$(id -u)/podman --runtime $HERE/bulkhead run --rm --network none --rootfs $HERE/user/rootfs sh -c 'id -u; cat /proc/self/uid_map'
S
  chmod 755 "$HERE/user/script"
  run as_user -p Delegate=yes bash "$HERE/user/script"
  echo "$output"
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = 0 ]
}
