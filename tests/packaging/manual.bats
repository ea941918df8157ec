#!/usr/bin/env bats
# The manual pages name every option that the programs have, and no other.
bats_require_minimum_version 1.5.0

setup() { BIN="${BULKHEAD_BIN_DIR:?run by ./dev test}"; MAN="${BULKHEAD_ROOT:?run by ./dev test}/docs/man"; }

options_in() { grep -oE -- '--[a-z][a-z-]+' | sort -u | grep -vxE -- '--(help|version)'; }
options_of_page() { sed 's/\\-/-/g; s/\\f[A-Z]//g' "$MAN/$1" | options_in; }

@test "bulkhead(8) names the options of every command" {
  { "$BIN/bulkhead" --help
    for command in run create start state kill delete list exec spec features verify; do "$BIN/bulkhead" "$command" --help; done
  } | options_in > "$BATS_TEST_TMPDIR/help"
  # The global options that only engines use are not in the short help.
  printf '%s\n' --systemd-cgroup --cgroup-manager --rootless --criu >> "$BATS_TEST_TMPDIR/help"
  run diff <(sort -u "$BATS_TEST_TMPDIR/help") <(options_of_page bulkhead.8)
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "bulkhead-audit(8) names its options" {
  run diff <("$BIN/bulkhead-audit" --help | options_in) <(options_of_page bulkhead-audit.8)
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "the pages format without a complaint" {
  for page in bulkhead.8 bulkhead-audit.8; do
    run --separate-stderr groff -man -Tutf8 -ww -z "$MAN/$page"
    [ "$status" -eq 0 ]
    echo "$stderr"
    [ -z "$stderr" ]
  done
}
