#!/usr/bin/env bats
load ../support/walls
load ../support/bundle

setup() {
  [ "$(cat /sys/module/apparmor/parameters/enabled)" = Y ]
  cat > "$BATS_TEST_TMPDIR/profile" <<'P'
profile bulkhead-test flags=(attach_disconnected,mediate_deleted) {
  file,
  capability,
  network,
  signal,
  deny /secret r,
}
P
  apparmor_parser --replace --skip-cache "$BATS_TEST_TMPDIR/profile"
}

# covers: privilege/apparmor
@test "the profile is on the program, and refuses what it denies" {
  make_bundle "$BATS_TEST_TMPDIR/b" '.process.apparmorProfile = "bulkhead-test"'
  echo hidden > "$BATS_TEST_TMPDIR/b/rootfs/secret"
  run_bundle "$BATS_TEST_TMPDIR/b" armored
  run bh exec armored cat /proc/1/attr/current /secret
  first=$output
  run bh verify armored
  bh kill armored KILL
  wait
  echo "$first"
  echo "$output"
  [[ "$first" == *"bulkhead-test (enforce)"* ]]
  [[ "$first" == *"/secret"*": Permission denied"* ]]
  grep -E 'up +privilege/apparmor' <<< "$output"
}

# covers: privilege/apparmor
@test "lowered, the profile is not on the program" {
  make_bundle "$BATS_TEST_TMPDIR/b" '.process.apparmorProfile = "bulkhead-test" | .annotations = {"org.bulkhead.lower": "privilege/apparmor"} | .process.args = ["cat", "/secret"]'
  echo hidden > "$BATS_TEST_TMPDIR/b/rootfs/secret"
  run bh run --bundle "$BATS_TEST_TMPDIR/b" plain
  echo "$output"
  [ "$output" = hidden ]
}

@test "a profile that is not loaded is an error, and nothing is left" {
  before=$(leftovers)
  make_bundle "$BATS_TEST_TMPDIR/b" '.process.apparmorProfile = "no-such-profile"'
  run bh run --bundle "$BATS_TEST_TMPDIR/b" armored
  echo "$output"
  [ "$status" -eq 125 ]
  [[ "$output" == *privilege/apparmor*no-such-profile* ]]
  [ "$(leftovers)" = "$before" ]
}
