# For suites that run containers: a root directory of their own, and a busybox root file system where one is needed.

setup_file() {
  if [ "$(id -u)" -ne 0 ]; then skip "needs root"; fi
  export BULKHEAD="${BULKHEAD_BIN_DIR:?run by ./dev test}/bulkhead"
}

bh() { "$BULKHEAD" "$@"; }

# in_container OPTIONS -- COMMAND: its output, both streams.
in_container() { "$BULKHEAD" run "$@" 2>&1; }

# await_running NAME: until it runs, ten seconds at most.
await_running() {
  for _ in $(seq 100); do
    if bh state "$1" 2> /dev/null | grep -q '"running"'; then return 0; fi
    sleep 0.1
  done
  return 1
}

make_rootfs() { # DIR
  mkdir -p "$1/bin" "$1/proc" "$1/sys" "$1/dev" "$1/etc" "$1/tmp"
  install -m755 "$(command -v busybox)" "$1/bin/busybox"
  local applet
  for applet in sh cat ls id sleep true ps mount umount env pwd stat readlink echo touch mkdir kill; do ln -sf busybox "$1/bin/$applet"; done
}

# What a start may leave behind, as text: compared before and after.
leftovers() {
  find /sys/fs/cgroup -mindepth 2 -type d -path '*/bulkhead/*' 2>/dev/null | sort
  find /run/bulkhead -mindepth 1 -maxdepth 1 -not -name '.*' 2>/dev/null | sort
  find /run/bulkhead/.ids -mindepth 1 -not -name '*lock*' 2>/dev/null | sort
  grep -c . /proc/self/mountinfo
  ps -eo stat=,pid=,comm= | awk '$1 !~ /^Z/ && $3 ~ /^bulkhead/ {print $2}' | sort # a zombie waits for the host's init only
}
