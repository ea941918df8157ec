#!/usr/bin/env bats
# The audit itself: the control reaches, bulkhead holds, the others differ, the report fits its schema, nothing is left.
load ../support/audit

traces() {
  find /tmp -maxdepth 1 -name 'bulkhead-audit-*'
  find /sys/fs/cgroup -type d -name 'bulkhead-audit*'
  find /run/bulkhead -mindepth 1 -maxdepth 1 -name 'audit-*' 2>/dev/null
  grep -c . /proc/self/mountinfo
  ipcs -m -s | grep -c '^0x' || true
  losetup --list --noheadings | wc -l
  pgrep -x bulkhead-probe || true
}

of() { jq -r "[.results[] | select($1)] | length" "$BATS_FILE_TMPDIR/report"; }

@test "every probe reaches on bare processes, and none gets through on bulkhead" {
  traces > "$BATS_FILE_TMPDIR/before"
  run "$AUDIT" --format json --output "$BATS_FILE_TMPDIR/report" --fail-on reached,partial,degraded,inconclusive:bulkhead
  [ "$status" -eq 0 ]
  traces > "$BATS_FILE_TMPDIR/after"
  jq -c '.results[] | select(.target == "none" and .verdict != "reached")' "$BATS_FILE_TMPDIR/report"
  [ "$(of '.target == "none"')" -ge 20 ]
  [ "$(of '.target == "none" and .verdict != "reached"')" -eq 0 ]
  [ "$(of '.target == "bulkhead" and .verdict != "stopped"')" -eq 0 ]
  [ "$(of '.target == "bulkhead"')" -eq "$(of '.target == "none"')" ]
}

@test "... with real differences on chroot, runc and crun" {
  [ "$(of '.target == "chroot" and .verdict == "reached"')" -ge 10 ]
  for target in runc crun; do
    [ "$(jq -r ".targets[] | select(.name == \"$target\") | .status" "$BATS_FILE_TMPDIR/report")" = ran ]
    [ "$(of ".target == \"$target\" and .probe == \"F22\" and .verdict == \"reached\"")" -eq 1 ]
    [ "$(of ".target == \"$target\" and .probe == \"F04\" and .verdict == \"stopped\"")" -eq 1 ]
  done
}

@test "... and leaves nothing behind" {
  diff "$BATS_FILE_TMPDIR/before" "$BATS_FILE_TMPDIR/after"
}

@test "the report fits its schema, and the schema refuses others" {
  python3 - "$BULKHEAD_ROOT/docs/audit-report.schema.json" "$BATS_FILE_TMPDIR/report" <<'P'
import copy, json, sys
import jsonschema

schema, report = (json.load(open(path)) for path in sys.argv[1:])
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
validator.validate(report)
for spoil in (
    lambda r: r.pop("host"),
    lambda r: r["targets"][0].update(status="maybe"),
    lambda r: r["targets"][0].update(status="unavailable", reason=""),
    lambda r: r["results"][0].update(verdict="fine"),
    lambda r: r["results"][0].update(verdict="reached", evidence=""),
    lambda r: r["results"][0].update(more=1),
):
    spoilt = copy.deepcopy(report)
    spoil(spoilt)
    assert not validator.is_valid(spoilt), spoil
P
}

@test "the positive control always runs, asked for or not" {
  run "$AUDIT" --quiet --format json --target bulkhead --probe P02
  [ "$status" -eq 0 ]
  [ "$(jq -r '[.targets[].name] | join(" ")' <<< "$output")" = "none bulkhead" ]
  [ "$(jq -r '.results[] | select(.target == "none") | .verdict' <<< "$output")" = reached ]
}

@test "a technology that is not there, or cannot start, is a row with its message" {
  run "$AUDIT" --quiet --format json --target none --target bulkhead --probe P02 --bulkhead /nonexistent/bulkhead
  [ "$status" -eq 0 ]
  [ "$(jq -r '.targets[1].status' <<< "$output")" = unavailable ]
  [[ "$(jq -r '.targets[1].reason' <<< "$output")" == *nonexistent* ]]
  run "$AUDIT" --quiet --format json --target none --target bulkhead --probe P02 --bulkhead-arg=--memory=nonsense
  [ "$(jq -r '.targets[1].status' <<< "$output")" = unavailable ]
  [[ "$(jq -r '.targets[1].reason' <<< "$output")" == *nonsense* ]]
}

@test "--fail-on turns a finding into exit code 1" {
  run "$AUDIT" --quiet --target none --probe P02 --fail-on reached:none
  [ "$status" -eq 1 ]
  run "$AUDIT" --quiet --target none --probe P02 --fail-on stopped:none
  [ "$status" -eq 0 ]
}

@test "bad input is a usage error" {
  run "$AUDIT" --probe Z99;           [ "$status" -eq 2 ]; [[ "$output" == *Z99* ]]
  run "$AUDIT" --target nosuch;       [ "$status" -eq 2 ]; [[ "$output" == *nosuch* ]]
  run "$AUDIT" --format yaml;         [ "$status" -eq 2 ]
  run "$AUDIT" --fail-on what:none;   [ "$status" -eq 2 ]; [[ "$output" == *what* ]]
  run "$AUDIT" --fail-on reached:what; [ "$status" -eq 2 ]; [[ "$output" == *what* ]]
}

@test "an interrupted run leaves nothing behind" {
  traces > "$BATS_TEST_TMPDIR/before"
  "$AUDIT" --quiet > /dev/null 2>&1 & run_pid=$!
  sleep 4
  kill -INT "$run_pid"
  status=0; wait "$run_pid" || status=$?
  [ "$status" -ne 0 ]
  traces > "$BATS_TEST_TMPDIR/after"
  diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}
