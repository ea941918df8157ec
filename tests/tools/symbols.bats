#!/usr/bin/env bats
# tools/check-symbols.py reads objects: what a compiled source calls cannot be hidden by a macro or a header.

load sample

# compile LAYER/NAME < SOURCE: an object where CMake would leave it.
compile() {
  local folder=$BATS_TEST_TMPDIR/build/src/CMakeFiles/bulkhead_${1%%/*}.dir/${1%/*}
  mkdir -p "$folder"
  "${CXX:-g++}" -O2 -D_FORTIFY_SOURCE=2 -x c++ -c - -o "$folder/${1##*/}.cc.o"
}

@test "symbols: a layer above sys calls the kernel" {
  compile launch/create <<<'#include <sys/mount.h>
int f() { return umount2("x", 0); }'
  check symbols.py build
  found 'launch calls umount2(): only sys/ talks to the kernel'
}

@test "symbols: a fortified call is the same call" {
  compile isolation/filesystem/proc <<<'#include <unistd.h>
long f(int fd, unsigned long n) { char b[8]; long r = read(fd, b, n); return r + b[0]; }'
  nm -u "$BATS_TEST_TMPDIR"/build/src/CMakeFiles/bulkhead_isolation.dir/isolation/filesystem/proc.cc.o | grep __read_chk
  check symbols.py build
  found 'isolation calls read()'
}

@test "symbols: a 64-bit name is the same call" {
  compile oci/spec <<<'#define _FILE_OFFSET_BITS 64
#include <fcntl.h>
int f() { return open("x", O_RDONLY); }'
  check symbols.py build
  found 'oci calls open()'
}

@test "symbols: a file stream is a file" {
  compile engine/logs <<<'#include <fstream>
int f() { std::ifstream in("x"); return in.get(); }'
  check symbols.py build
  found 'engine uses a file stream'
}

@test "symbols: sys and the audit may" {
  compile sys/mount <<<'#include <sys/mount.h>
int f() { return umount2("x", 0); }'
  compile audit/guest <<<'#include <unistd.h>
int f() { return fork(); }'
  compile base/parse <<<'int f() { return 1; }'
  check symbols.py build
  clean
}

@test "symbols: the log writes; nothing else of base's neighbours does" {
  local source='#include <unistd.h>
long f(const char* p) { return write(2, p, 1); }'
  compile base/log <<<"$source"
  check symbols.py build
  clean
  compile oci/log <<<"$source"
  check symbols.py build
  found 'oci calls write()'
}

@test "symbols: a folder without objects is not a success" {
  mkdir -p "$BATS_TEST_TMPDIR/build"
  check symbols.py build
  [ "$status" -eq 2 ]
  [[ $output == *'build first'* ]]
}

@test "symbols: this build keeps the kernel behind sys" {
  [ -d "${BULKHEAD_BUILD_DIR:-}" ] || skip 'no build to look at: run by ./dev test'
  run "$tools/check-symbols.py" "$BULKHEAD_BUILD_DIR"
  clean
}
