#!/usr/bin/env bats
# shellcheck disable=SC2016  # stand-ins expand what is quoted here
# ./dev and its runners: what is missing is installed once, and a failure is never lost on its way out.

setup() {
  project=$(cd "${BULKHEAD_ROOT:-$BATS_TEST_DIRNAME/../..}" && pwd)
}

# stand_in NAME < SCRIPT: a program found before the real one.
stand_in() {
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  { echo '#!/bin/bash'; cat; } >"$BATS_TEST_TMPDIR/bin/$1"
  chmod +x "$BATS_TEST_TMPDIR/bin/$1"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# with_common SCRIPT: runs it as a command of ./dev would run, in the test's folder.
with_common() {
  (cd "$BATS_TEST_TMPDIR" && root=$project bash -euo pipefail -c "
    source \"\$root/tools/dev.d/support/common.bash\"; source \"\$root/tools/dev.d/support/runners.bash\"; $1")
}

@test "dev: help names every command" {
  run "$project/dev" help
  [ "$status" -eq 0 ]
  for file in "$project"/tools/dev.d/*.bash; do
    [[ $output == *"  $(basename "$file" .bash) "* ]] || { echo "help does not name $file"; return 1; }
  done
}

@test "dev: a command or option that does not exist is an error, and runs nothing" {
  for words in 'nonsense' '../dev' 'clean --all' 'build --fast' 'test --unknown' 'fuzz --seconds x' 'lint --fast'; do
    # shellcheck disable=SC2086  # several words
    run "$project/dev" $words
    [ "$status" -ne 0 ] || { echo "accepted: $words"; return 1; }
  done
  [ -d "$project/tools" ]
}

@test "dev: missing packages are named and installed, without questions; present ones are not" {
  stand_in dpkg-query <<<'[[ ${!#} == present ]] && echo installed'
  stand_in apt-get <<<'echo "$DEBIAN_FRONTEND $*" >>"$BATS_TEST_TMPDIR/calls"'
  stand_in sudo <<<'shift; exec "$@"'
  run with_common 'need_packages present absent other'
  [ "$status" -eq 0 ]
  [ "$output" = 'dev: installing: absent other' ]
  run cat "$BATS_TEST_TMPDIR/calls"
  [[ ${lines[1]} == 'noninteractive '*'install --no-install-recommends absent other' ]]
  rm "$BATS_TEST_TMPDIR/calls"
  run with_common 'need_packages present'
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  [ ! -e "$BATS_TEST_TMPDIR/calls" ]
}

@test "dev: a failed installation fails the command, with the words of apt-get" {
  stand_in dpkg-query <<<'exit 1'
  stand_in apt-get <<<'echo "E: no network"; exit 100'
  stand_in sudo <<<'shift; exec "$@"'
  run with_common 'need_packages absent; echo went on'
  [ "$status" -ne 0 ]
  [[ $output == *'E: no network'* && $output != *'went on'* ]]
}

# suite NAME < TESTS: bats would take a line that begins with its @ for a test of this file, so TESTS leave it out.
suite() {
  mkdir -p "$BATS_TEST_TMPDIR/tests/$1"
  sed 's/^test /@&/' >"$BATS_TEST_TMPDIR/tests/$1/$1.bats"
}

# suites [SETTINGS]: runs the suites of the test's folder as ./dev test does.
suites() {
  with_common "BULKHEAD_BUILD_DIR=. fast='' filter=''; ${*:-:}; status=0
    unset \${!BATS_*}; run_bats_suites || status=\$?; print_summary; exit \$status"
}

@test "dev: a failing test fails the run, and the closing lines count it" {
  suite cli <<<'test "good" { true; }
test "left out" { skip because; }
test "bad" { false; }'
  run suites
  [ "$status" -ne 0 ]
  [[ $output == *'3 tests, 1 failure, 1 skipped'*'dev: 1 passed, 1 failed, 1 skipped' ]] || { echo "$output"; return 1; }
}

@test "dev: cheap suites come before dear ones, and unknown ones in between" {
  for name in escape other tools; do suite "$name" <<<"test \"$name\" { true; }"; done
  run suites
  [ "$status" -eq 0 ]
  [[ $output == *'ok 1 tools'*'ok 2 other'*'ok 3 escape'* ]] || { echo "$output"; return 1; }
}

@test "dev: a filter chooses a file by its path, else tests by their name; slow ones can be left out" {
  suite cli <<<'test "first" { true; }
# bats test_tags=slow
test "second" { true; }'
  suite other <<<'test "third" { true; }'
  run suites filter=tests/other
  [[ $output == *'dev: 1 passed'* && $output == *third* ]]
  run suites filter=second
  [[ $output == *'dev: 1 passed'* && $output == *second* ]]
  run suites fast=yes
  [[ $output == *'dev: 2 passed'* && $output != *second* ]]
}

@test "dev: a filter that matches nothing is an error" {
  suite cli <<<'test "first" { true; }'
  run suites filter=nothing_like_this
  [ "$status" -ne 0 ]
  [[ $output == *"no test matches 'nothing_like_this'"* ]]
}

@test "vm: the shards are listed with their kernels, and what is no shard or action is refused" {
  run "$BULKHEAD_ROOT/dev" vm list
  [ "$status" -eq 0 ]
  [[ "$output" == *"limits       6.1 newest"* ]]
  run "$BULKHEAD_ROOT/dev" vm dance
  [ "$status" -ne 0 ]
  [[ "$output" == *"there is no 'dance'"* ]]
}
