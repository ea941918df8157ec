# For suites that run the audit.

setup_file() {
  if [ "$(id -u)" -ne 0 ]; then skip "needs root"; fi
  export AUDIT="${BULKHEAD_BIN_DIR:?run by ./dev test}/bulkhead-audit"
}

# verdict_of PROBE [WALL...]: of bulkhead with these walls lowered; runs the positive control, too.
verdict_of() {
  local probe=$1 arguments=() wall
  shift
  for wall; do
    arguments+=("--bulkhead-arg=--lower=$wall")
    if [ "$wall" = network/network-namespace ]; then arguments+=(--bulkhead-arg=--network=host); fi
  done
  "$AUDIT" --quiet --format json --target none --target bulkhead --probe "$probe" "${arguments[@]}" > "$BATS_TEST_TMPDIR/report"
  jq -r '(.results[] | select(.target == "bulkhead") | .verdict), (.targets[] | select(.status != "ran") | .reason)' "$BATS_TEST_TMPDIR/report"
}

# fires PROBE WALL [OTHER...]: with the others lowered the wall alone still stops the probe; without it, nothing does.
fires() {
  local probe=$1 wall=$2 standing fallen
  shift 2
  standing=$(verdict_of "$probe" "$@")
  fallen=$(verdict_of "$probe" "$@" "$wall")
  echo "$probe: $wall up: $standing; lowered: $fallen; lowered in both: $*"
  [ "$standing" = stopped ] && { [ "$fallen" = reached ] || [ "$fallen" = degraded ]; }
}
