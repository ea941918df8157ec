#!/usr/bin/env bats
# The audit on cgroup v2: the same findings as on version 1.

setup_file() {
  export AUDIT="${BULKHEAD_BIN_DIR:?run by ./dev vm}/bulkhead-audit" REPORT="$BATS_FILE_TMPDIR/report.json"
  local probes=()
  if [ "${BULKHEAD_VM_SLICE:-}" = quick ]; then
    # CI's slice leaves out what measures speed: the processor is emulated, and shared with others.
    mapfile -t probes < <("$AUDIT" --list | grep -oE '^ +[A-Z][0-9]+ ' | tr -d ' ' | grep -v R606 | sed 's/^/--probe=/')
    [ "${#probes[@]}" -ge 16 ]
  fi
  "$AUDIT" --quiet --format json --output "$REPORT" "${probes[@]}"
  if [ -d /run/vm ]; then mkdir -p /run/vm/results && cp "$REPORT" "/run/vm/results/audit-$(uname -r).json"; fi
}

# Each target's row, and its probes'.
targets() { jq -r '.targets[] | "\(.name) \(.status) \(.reason)"' "$REPORT"; }
verdicts() { jq -r --arg target "$1" '.results[] | select(.target == $target) | "\(.probe) \(.verdict) \(.evidence)"' "$REPORT"; }

@test "every probe reaches its goal on bare processes" {
  verdicts none
  [ -n "$(verdicts none)" ]
  run grep -vE '^[A-Z0-9]+ (reached|degraded)' <(verdicts none)
  [ -z "$output" ]
}

@test "none reaches it on bulkhead" {
  targets
  verdicts bulkhead
  [ -n "$(verdicts bulkhead)" ]
  run grep -vE '^[A-Z0-9]+ (stopped|not applicable)' <(verdicts bulkhead)
  [ -z "$output" ]
}

@test "runc and crun ran, and are found to differ from bulkhead" {
  for target in runc crun; do
    verdicts "$target"
    [ "$(jq -r --arg target "$target" '.targets[] | select(.name == $target) | .status' "$REPORT")" = ran ]
    verdicts "$target" | grep -qE ' (reached|degraded) '
  done
}
