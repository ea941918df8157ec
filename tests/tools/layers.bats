#!/usr/bin/env bats
# tools/check-layers.py finds an #include or a link that the table of layers does not have.

load sample

setup() {
  put src/CMakeLists.txt <<'END'
bulkhead_layer(base)
bulkhead_layer(sys       DEPENDS base)
bulkhead_layer(oci       DEPENDS base)
bulkhead_layer(policy    DEPENDS base oci)
bulkhead_layer(isolation DEPENDS base sys oci LINK seccomp)
bulkhead_layer(launch    DEPENDS base sys oci isolation)
bulkhead_layer(engine    DEPENDS base sys oci policy launch)
bulkhead_layer(cli       DEPENDS base sys oci policy isolation launch engine)
bulkhead_layer(audit     DEPENDS base sys oci)
END
  put src/base/error.h <<<'#pragma once'
  put src/sys/fd.h <<<'#include "base/error.h"'
  put src/isolation/stage.h <<<'#include "sys/fd.h"'
  put src/isolation/network/address.h <<<'#pragma once'
}

@test "layers: a tree that keeps to its rows is clean" {
  check layers.py
  clean
}

@test "layers: the audit may not include the code that enforces" {
  put src/audit/probe.cc <<<'#include "isolation/stage.h"'
  check layers.py
  found 'src/audit/probe.cc:1: layer audit may not include isolation'
}

@test "layers: base includes nothing above it" {
  put src/base/log.cc <<<'#include "sys/fd.h"'
  check layers.py
  found 'layer base may not include sys'
}

@test "layers: one requirement may not include another's folder" {
  put src/isolation/devices/pty.cc <<<'#include "isolation/network/address.h"'
  check layers.py
  found 'isolation/devices may not include isolation/network'
}

@test "layers: a requirement may include its own folder and the level above" {
  put src/isolation/network/loopback.cc <<'END'
#include "isolation/network/address.h"
#include "isolation/stage.h"
END
  check layers.py
  clean
}

@test "layers: a commented #include is none" {
  put src/base/log.cc <<<'// #include "sys/fd.h"'
  check layers.py
  clean
}

@test "layers: a path with .. does not hide a layer" {
  put src/base/log.cc <<<'#include "../sys/fd.h"'
  check layers.py
  found 'without ".."'
}

@test "layers: a file that is not there" {
  put src/base/log.cc <<<'#include "base/nothing.h"'
  check layers.py
  found '"base/nothing.h" is not in src/'
}

@test "layers: CMake links more than the row" {
  sed -i 's/^bulkhead_layer(audit .*/bulkhead_layer(audit DEPENDS base sys oci launch)/' "$BATS_TEST_TMPDIR/src/CMakeLists.txt"
  check layers.py
  found 'layer audit links base, launch, oci, sys'
}

@test "layers: a folder that is no layer" {
  put src/helpers/misc.cc <<<'int helper;'
  check layers.py
  found "'helpers' is not a layer"
}
