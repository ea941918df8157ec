#!/usr/bin/env bats
# Every order of commands, right and wrong; afterwards nothing is left.
bats_require_minimum_version 1.5.0
load ../support/walls

setup() {
  ROOT="$BATS_TEST_TMPDIR/states"
  BUNDLE="$BATS_TEST_TMPDIR/bundle"
  mkdir -p "$BUNDLE"
  make_rootfs "$BUNDLE/rootfs"
  bundle_with '["busybox", "sleep", "30"]'
  before=$(leftovers)
}

teardown() {
  for id in $(bh --root "$ROOT" list -q); do bh --root "$ROOT" delete -f "$id"; done
  [ "$(leftovers)" = "$before" ]
}

bundle_with() { # ARGS [HOOKS]
  cat > "$BUNDLE/config.json" <<J
{"ociVersion": "1.2.0", "root": {"path": "rootfs"}, "hooks": ${2:-{\}},
 "process": {"args": $1, "cwd": "/", "user": {"uid": 0, "gid": 0}, "env": ["PATH=/bin"], "noNewPrivileges": true,
   "capabilities": {"bounding": ["CAP_KILL"], "effective": ["CAP_KILL"], "permitted": ["CAP_KILL"]}},
 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"}],
 "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}, {"type": "uts"}, {"type": "network"}],
   "resources": {"pids": {"limit": 50}}}}
J
}

at() { "$BULKHEAD" --root "$ROOT" "$@"; }
make() { at create --bundle "$BUNDLE" "$@" < /dev/null > /dev/null 2>&1; }
status_of() { at state "$1" | jq -r .status; }

@test "create, start, state, exec, kill, delete" {
  make --pid-file "$BATS_TEST_TMPDIR/pid" one
  [ "$(status_of one)" = created ]
  [ "$(cat "$BATS_TEST_TMPDIR/pid")" = "$(at state one | jq .pid)" ]
  at start one
  [ "$(status_of one)" = running ]
  run at exec one busybox ps
  [[ "$output" == *"busybox sleep 30"* ]]
  run at exec -u 1:1 one busybox id
  [[ "$output" == "uid=1 gid=1"* ]]
  run at verify one
  [ "$status" -eq 0 ]
  at kill one KILL
  for _ in 1 2 3 4 5 6 7 8 9 10; do [ "$(status_of one)" = stopped ] && break; sleep 0.1; done
  [ "$(status_of one)" = stopped ]
  at delete one
  run at state one
  [ "$status" -eq 1 ]
  [[ "$output" == *"does not exist"* ]]
}

@test "wrong orders are errors and change nothing" {
  run at start nobody; [ "$status" -eq 1 ]
  run at kill nobody; [ "$status" -eq 1 ]
  run at delete nobody; [ "$status" -eq 1 ]
  at delete --force nobody
  make two
  run at create --bundle "$BUNDLE" two; [ "$status" -eq 1 ]; [[ "$output" == *"exists already"* ]]
  at start two
  run at start two; [ "$status" -eq 1 ]; [[ "$output" == *"not created"* ]]
  run at delete two; [ "$status" -eq 1 ]; [[ "$output" == *"--force"* ]]
  run at kill two NOSUCH; [ "$status" -eq 1 ]
  at delete --force two
  at delete --force two
}

@test "a container that was never started is deleted" {
  make three
  at delete three
  [ -z "$(at list -q)" ]
}

@test "a create that is killed half-way leaves what delete --force removes" {
  bundle_with '["busybox", "true"]' '{"createRuntime": [{"path": "/bin/sleep", "args": ["sleep", "2"]}]}'
  at create --bundle "$BUNDLE" four < /dev/null > /dev/null 2>&1 & creator=$!
  sleep 0.5
  kill -KILL "$creator"
  wait "$creator" || true
  sleep 2
  at delete --force four
}

@test "hooks: order, state on standard input, and only their own environment" {
  log="$BATS_TEST_TMPDIR/log"
  cat > "$BATS_TEST_TMPDIR/hook" <<H
#!/bin/sh
echo "\$1 \$(jq -r .status) \${LD_PRELOAD:-clean} \$MARK" >> "$log"
H
  chmod +x "$BATS_TEST_TMPDIR/hook"
  hook() { echo "[{\"path\": \"$BATS_TEST_TMPDIR/hook\", \"args\": [\"hook\", \"$1\"], \"env\": [\"MARK=m\", \"PATH=/usr/bin:/bin\"]}]"; }
  bundle_with '["busybox", "true"]' "{\"prestart\": $(hook prestart), \"createRuntime\": $(hook createRuntime), \"createContainer\": $(hook createContainer), \"poststart\": $(hook poststart), \"poststop\": $(hook poststop)}"
  LD_PRELOAD="" at run --bundle "$BUNDLE" five
  [ "$(cut -d' ' -f1 "$log" | tr '\n' ' ')" = "prestart createRuntime createContainer poststart poststop " ]
  [ "$(cut -d' ' -f2 "$log" | tr '\n' ' ')" = "creating creating creating running stopped " ]
  [ "$(grep -c ' clean m$' "$log")" -eq 5 ]
}

@test "a failing hook fails the command and leaves nothing" {
  bundle_with '["busybox", "sleep", "5"]' '{"createRuntime": [{"path": "/bin/false"}]}'
  run at run --bundle "$BUNDLE" six
  [ "$status" -eq 125 ]
  [[ "$output" == *createRuntime/0* ]]
  bundle_with '["busybox", "sleep", "5"]' '{"poststart": [{"path": "/bin/false"}]}'
  run at run --bundle "$BUNDLE" six
  [ "$status" -eq 125 ]
  [ -z "$(at list -q)" ]
}

@test "exec may signal the container's processes" {
  bh run --name signalled -- sh -c 'trap "exit 3" TERM; while :; do sleep 0.1; done' & runner=$!
  for _ in $(seq 50); do
    if [ "$(bh state signalled 2> /dev/null | jq -r .status)" = running ]; then break; fi
    sleep 0.1
  done
  sleep 0.3
  bh exec signalled -- sh -c 'kill -TERM 1'
  status=0; wait "$runner" || status=$?
  [ "$status" -eq 3 ]
}

@test "exit codes are the command's" {
  run bh run -- sh -c 'exit 7'; [ "$status" -eq 7 ]
  run -127 bh run -- nosuch; [ "$status" -eq 127 ]
  run bh run -- /etc/passwd; [ "$status" -eq 126 ]
  run bh run --memory 1x -- true; [ "$status" -ne 0 ]
  run bh run -- python3 -c 'import ctypes; ctypes.string_at(0)'; [ "$status" -eq 139 ]
}

@test "a signal for run ends a command that has no handler" {
  "$BULKHEAD" run -- sleep 30 & runner=$!
  sleep 0.7
  kill -TERM "$runner"
  wait "$runner" || status=$?
  [ "$status" -eq 143 ]
}

@test "a terminal: job control and window size" {
  run python3 - "$BULKHEAD" <<'P'
import fcntl, os, pty, struct, sys, termios, time
pid, fd = pty.fork()
if pid == 0:
    time.sleep(0.2)
    os.execv(sys.argv[1], ["bulkhead", "run", "-it", "--", "bash", "--norc"])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 41, 91, 0, 0))
for line in (b"stty size\n", b"sleep 30\n", b"\x1a", b"jobs; kill %1\n", b"sleep 30\n", b"\x03", b"exit 9\n"):
    time.sleep(0.6); os.write(fd, line)
out = b""
try:
    while True:
        data = os.read(fd, 4096)
        if not data: break
        out += data
except OSError: pass
print(out.decode()); sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
P
  [ "$status" -eq 9 ]
  [[ "$output" == *"41 91"* ]]
  [[ "$output" == *Stopped* ]]
}

@test "two hundred containers in parallel leave nothing" {
  for _ in $(seq 25); do
    for _ in 1 2 3 4 5 6 7 8; do bh run -- true & done
    wait
  done
  [ "$(leftovers)" = "$before" ]
}

@test "a delete that is killed half-way can be repeated, and the next one says that there is nothing" {
  bundle_with '["busybox", "true"]' '{"poststop": [{"path": "/bin/sleep", "args": ["sleep", "2"]}]}'
  make again
  at delete --force again & remover=$!
  sleep 0.7 # in the hook
  kill -KILL "$remover"
  wait "$remover" || true
  [ "$(at list -q)" = again ]
  at delete again
  [ -z "$(at list -q)" ]
  run at delete again
  [ "$status" -eq 1 ]
  [[ "$output" == *"does not exist"* ]]
}
