#!/usr/bin/env bats
# tools/check-mirror.py: every control has a kernel test and a probe, every probe a control.

load sample

setup() {
  put src/isolation/registry.def <<'END'
// CONTROL(in_a_comment)
CONTROL(proc_mount)
CONTROL(masked_paths)
END
  put src/isolation/filesystem/proc_mount.cc <<'END'
const Control proc_mount = {
    .id = "filesystem/proc-mount",
    .why = "x",
};
END
  put src/isolation/filesystem/masked_paths.cc <<<'extern const Control masked_paths{.id = "filesystem/masked-paths"};'
  put tests/kernel/filesystem/proc_test.cc <<<'// covers: filesystem/proc-mount, filesystem/masked-paths'
  put src/audit/probes/filesystem/kcore.cc <<<'Probe p{.covers = "filesystem/masked-paths"};'
  put src/audit/probes/filesystem/proc.cc <<<'Probe p{.covers = {"filesystem/proc-mount"}};'
}

@test "mirror: everything has its counterpart" {
  check mirror.py
  clean
}

@test "mirror: a control without a kernel test" {
  put tests/kernel/filesystem/proc_test.cc <<<'// covers: filesystem/proc-mount'
  check mirror.py
  found 'src/isolation/filesystem/masked_paths.cc: "filesystem/masked-paths" has no test'
}

@test "mirror: a control without a probe" {
  rm "$BATS_TEST_TMPDIR/src/audit/probes/filesystem/proc.cc"
  check mirror.py
  found '"filesystem/proc-mount" has no probe'
}

@test "mirror: a probe for a control that does not exist" {
  put src/audit/probes/filesystem/other.cc <<<'Probe p{.covers = "filesystem/other"};'
  check mirror.py
  found 'covers "filesystem/other", which is not in registry.def'
}

@test "mirror: a registered control that nobody defines" {
  echo 'CONTROL(ghost)' >>"$BATS_TEST_TMPDIR/src/isolation/registry.def"
  check mirror.py
  found 'CONTROL(ghost) is defined with an .id in 0 files'
}

@test "mirror: a control in the folder of another requirement" {
  put src/isolation/devices/masked_paths.cc <"$BATS_TEST_TMPDIR/src/isolation/filesystem/masked_paths.cc"
  rm "$BATS_TEST_TMPDIR/src/isolation/filesystem/masked_paths.cc"
  check mirror.py
  found 'lies in the folder devices; it belongs to filesystem'
}

@test "mirror: an exception needs a reason, and a need" {
  rm "$BATS_TEST_TMPDIR/src/audit/probes/filesystem/proc.cc"
  put tools/mirror-exceptions.txt <<<'probe filesystem/proc-mount nothing in it can be attacked'
  check mirror.py
  clean
  put tools/mirror-exceptions.txt <<<'probe filesystem/proc-mount'
  check mirror.py
  found 'the reason in words'
  put tools/mirror-exceptions.txt <<<'probe filesystem/masked-paths nothing in it can be attacked'
  check mirror.py
  found 'remove its line'
}

@test "mirror: says so when there is nothing to compare yet" {
  rm -r "$BATS_TEST_TMPDIR/src/audit" "$BATS_TEST_TMPDIR/tests"
  check mirror.py
  clean
  [[ $output == *'skipped: no test names a control yet'*'skipped: no probe names a control yet'* ]]
}
