# A small project in the test's own folder, for a check to find fault with.

tools=${BULKHEAD_ROOT:-$BATS_TEST_DIRNAME/../..}/tools

# put FILE < TEXT: a file of the sample.
put() {
  mkdir -p "$(dirname "$BATS_TEST_TMPDIR/$1")"
  cat >"$BATS_TEST_TMPDIR/$1"
}

# check NAME: runs it on the sample. The check's words are in $output.
check() {
  run "$tools/check-$1" --root "$BATS_TEST_TMPDIR" "${@:2}"
}

# found TEXT: the check failed, and said this.
found() {
  [ "$status" -ne 0 ] || { echo "the check passed; expected: $1"; return 1; }
  [[ $output == *"$1"* ]] || { printf 'expected: %s\ngot:\n%s\n' "$1" "$output"; return 1; }
}

clean() {
  [ "$status" -eq 0 ] || { printf 'the check failed (%s):\n%s\n' "$status" "$output"; return 1; }
}
