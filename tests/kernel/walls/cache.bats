#!/usr/bin/env bats
# The kept seccomp programs: what somebody planted or damaged is never loaded.
load ../../support/walls

run_here() { "$BULKHEAD" --root "$ROOT" run "$@" 2>&1; }

setup() {
  ROOT=$BATS_TEST_TMPDIR/root
  run_here -- true
  kept=$(find "$ROOT/.seccomp" -type f)
  [ "$(wc -l <<< "$kept")" -eq 1 ]
}

# A call that the default list refuses.
add_key_is_refused() { run_here -- python3 -c '
import ctypes, errno, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall(248, b"user", b"x", b"y", 1, -3)
sys.exit(0 if ctypes.get_errno() in (errno.EPERM, errno.ENOSYS) else 1)'; }

@test "a kept program is used again, and holds" {
  before=$(stat -c %Y.%i "$kept")
  add_key_is_refused
  [ "$(stat -c %Y.%i "$kept")" = "$before" ]
}

@test "a kept program of another meaning is not loaded" {
  # One instruction that allows everything, where the real program should be: BPF_RET | SECCOMP_RET_ALLOW.
  python3 - "$kept" <<'P'
import struct, sys
body = b"8 \n" + struct.pack("<HBBI", 6, 0, 0, 0x7fff0000)
open(sys.argv[1], "wb").write(b"0" * 64 + b"\n" + body)
P
  add_key_is_refused
}

@test "a directory that others can write is refused" {
  chmod 777 "$ROOT/.seccomp"
  run run_here -- true
  [ "$status" -eq 125 ]
  [[ "$output" == *".seccomp must belong to us"* ]]
  chmod 700 "$ROOT/.seccomp"
  chown nobody "$ROOT/.seccomp"
  run run_here -- true
  [ "$status" -eq 125 ]
}
