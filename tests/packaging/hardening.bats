#!/usr/bin/env bats
# What the shipped programs are built with is read back from their ELF files.

setup() {
  check=${BULKHEAD_ROOT:-$BATS_TEST_DIRNAME/../..}/tools/check-hardening.sh
  program=$BATS_TEST_TMPDIR/program
}

hardened=(-O2 -fPIE -fstack-protector-strong -fcf-protection=full -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
  -static-pie -z relro -z now -z noexecstack)

# build FLAGS...: a program with a canary and a fortified call in it, if the flags give it any.
build() {
  g++ -x c++ - "$@" -o "$program" <<'END'
#include <unistd.h>
namespace bulkhead {
__attribute__((noinline)) long fill(long size) {
  char buffer[64];
  const long length = read(0, buffer, static_cast<unsigned long>(size));
  return length + buffer[1];
}
}
int main(int count, char**) { return static_cast<int>(bulkhead::fill(count)); }
END
}

# found TEXT: the check failed, and said this.
found() {
  run "$check" "$program"
  [ "$status" -ne 0 ]
  [[ $output == *"$1"* ]] || { echo "$output"; return 1; }
}

@test "hardening: the programs of this build" {
  [ -d "${BULKHEAD_BIN_DIR:-}" ] || skip 'no build to look at: run by ./dev test'
  [[ $BULKHEAD_BIN_DIR == */release/bin ]] || skip 'only a release build is hardened'
  run "$check" "$BULKHEAD_BIN_DIR"/{bulkhead,bulkhead-audit,bulkhead-probe}
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "hardening: a program with every flag passes" {
  build "${hardened[@]}"
  run "$check" "$program"
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "hardening: found when it is not position independent" {
  build -O2 -static -no-pie
  found 'is not position independent'
}

@test "hardening: found when it loads libraries" {
  build "${hardened[@]}" -pie
  found 'is not static'
}

@test "hardening: found when the stack is executable" {
  build "${hardened[@]}" -Wl,-z,execstack
  found 'has an executable stack'
}

@test "hardening: found when relocated tables stay writable" {
  build "${hardened[@]}" -Wl,-z,norelro
  found 'has no RELRO'
}

@test "hardening: found when binding is lazy" {
  build -O2 -fPIE -pie -Wl,-z,lazy
  found 'has no BIND_NOW'
}

@test "hardening: found when there is no stack protector" {
  build "${hardened[@]}" -fno-stack-protector
  found 'checks a stack canary'
}

@test "hardening: found when nothing is fortified" {
  build "${hardened[@]}" -U_FORTIFY_SOURCE
  found 'calls a fortified libc function'
}

@test "hardening: found when indirect jumps are not checked" {
  build "${hardened[@]}" -fcf-protection=none
  found 'main is no target for indirect jumps'
}

@test "hardening: a program that is not there fails" {
  found 'does not exist'
}
