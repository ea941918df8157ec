#!/usr/bin/env bats
load ../support/walls
load ../support/bundle

setup_file() {
  export BULKHEAD="${BULKHEAD_BIN_DIR:?run by ./dev vm}/bulkhead"
  mount -t selinuxfs selinuxfs /sys/fs/selinux 2> /dev/null || true
  "$BATS_TEST_DIRNAME/selinux/policy" > "$BATS_FILE_TMPDIR/policy.cil"
  secilc --policyvers=33 --output "$BATS_FILE_TMPDIR/policy" --filecontext "$BATS_FILE_TMPDIR/contexts" "$BATS_FILE_TMPDIR/policy.cil"
  cat "$BATS_FILE_TMPDIR/policy" > /sys/fs/selinux/load
  echo 1 > /sys/fs/selinux/enforce
}

# covers: privilege/selinux
@test "the label is on the program, and refuses what the policy denies" {
  make_bundle "$BATS_TEST_TMPDIR/b" '.process.selinuxLabel = "u:r:inside_t:s0"
    | .mounts += [{"destination": "/tmp", "type": "tmpfs", "source": "tmpfs"},
                  {"destination": "/secrets", "type": "tmpfs", "source": "tmpfs", "options": ["context=u:r:secret_t:s0"]}]
'
  run_bundle "$BATS_TEST_TMPDIR/b" labelled
  run bh exec labelled sh -c 'cat /proc/self/attr/current; echo; touch /tmp/x && echo wrote; ls /secrets'
  first=$output
  run bh verify labelled
  bh kill labelled KILL
  wait
  echo "$first"
  echo "$output"
  [[ "$first" == *u:r:inside_t:s0* ]]
  [[ "$first" == *wrote* ]]
  [[ "$first" == *"ermission denied"* ]]
  grep -E 'up +privilege/selinux' <<< "$output"
}

@test "mountLabel is on what is mounted for the container" {
  make_bundle "$BATS_TEST_TMPDIR/b" '.linux.mountLabel = "u:r:secret_t:s0" | .process.args = ["cat", "/proc/self/mounts"]
    | .mounts += [{"destination": "/tmp", "type": "tmpfs", "source": "tmpfs"}]'
  run bh run --bundle "$BATS_TEST_TMPDIR/b" mounted
  echo "$output"
  grep -E ' /tmp tmpfs .*context=u:r:secret_t:s0' <<< "$output"
}

# covers: privilege/selinux
@test "lowered, the label is the host's" {
  make_bundle "$BATS_TEST_TMPDIR/b" '.process.selinuxLabel = "u:r:inside_t:s0" | .annotations = {"org.bulkhead.lower": "privilege/selinux"}
    | .process.args = ["cat", "/proc/self/attr/current"]'
  run bh run --bundle "$BATS_TEST_TMPDIR/b" unlabelled
  echo "$output"
  [[ "$output" == *host_t* ]]
}

@test "a label that the policy does not have is an error" {
  make_bundle "$BATS_TEST_TMPDIR/b" '.process.selinuxLabel = "u:r:nobody_t:s0"'
  run bh run --bundle "$BATS_TEST_TMPDIR/b" wrong
  echo "$output"
  [ "$status" -eq 125 ]
  [[ "$output" == *privilege/selinux* ]]
}
