# For suites that need a bundle of their own: busybox, no user namespace, changed by a jq program.

# make_bundle DIR [JQ PROGRAM]
make_bundle() {
  mkdir -p "$1"
  make_rootfs "$1/rootfs"
  cat > "$1/plain.json" <<'J'
{"ociVersion": "1.2.0", "root": {"path": "rootfs"},
 "process": {"args": ["sleep", "30"], "cwd": "/", "user": {"uid": 0, "gid": 0}, "env": ["PATH=/bin"]},
 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"}],
 "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}, {"type": "uts"}, {"type": "network"}]}}
J
  jq "${2:-.}" "$1/plain.json" > "$1/config.json"
}

# run_bundle DIR NAME: in the background, until it runs; its output in DIR/log.
run_bundle() {
  bh run --bundle "$1" "$2" 3>&- > "$1/log" 2>&1 &
  await_running "$2" || { cat "$1/log"; return 1; }
}
