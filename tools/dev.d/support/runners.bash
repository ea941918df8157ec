# The two runners of ./dev test. Each leaves its output in the build folder, and its counts in these variables.

passed=0 failures=0 skipped=0
closing_lines=()

# count PATTERN FILE
count() { grep -cE -- "$1" "$2" || true; }

plural() { if (($1 == 1)); then echo "1 $2"; else echo "$1 $2s"; fi; }

# From cheap to dear; a folder that is not listed comes before the dear ones.
suites_first=(tools packaging cli conformance)
suites_last=(lifecycle kernel escape audit fault)

bats_files() {
  local suite known=" ${suites_first[*]} ${suites_last[*]} " ordered=("${suites_first[@]}")
  for suite in tests/*/; do
    suite=$(basename "$suite")
    [[ $suite != vm ]] || continue # in guests only: ./dev vm test
    [[ $known == *" $suite "* ]] || ordered+=("$suite")
  done
  for suite in "${ordered[@]}" "${suites_last[@]}"; do
    [[ -d tests/$suite ]] || continue
    find "tests/$suite" -name '*.bats' | sort
  done
}

run_unit_tests() {
  local log=$BULKHEAD_BUILD_DIR/ctest.log status=0 summary total
  local options=(--test-dir "$BULKHEAD_BUILD_DIR" --output-on-failure --parallel "$(nproc)" --timeout 300)
  [[ $fast ]] && options+=(--label-exclude slow)
  [[ $filter ]] && options+=(--tests-regex "$filter")
  ctest "${options[@]}" >"$log" 2>&1 || status=$?
  # Thousands of "Passed" lines help nobody.
  grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test .* Passed )' "$log" || true
  summary=$(grep -E '^[0-9]+% tests passed' "$log" || echo 'No tests were found!!!')
  total=$(sed -nE 's/.* out of ([0-9]+)$/\1/p' <<<"$summary")
  local bad not_run
  bad=$(sed -nE 's/.* ([0-9]+) tests? failed out of.*/\1/p' <<<"$summary")
  not_run=$(count '^ *[0-9]+/[0-9]+ Test .*\*\*\*Skipped' "$log")
  if [[ $total || -z $filter ]]; then closing_lines+=("$summary"); fi
  failures=$((failures + ${bad:-0}))
  skipped=$((skipped + not_run))
  passed=$((passed + ${total:-0} - ${bad:-0} - not_run))
  if [[ -z $total ]]; then
    # Nothing was found: right for a filter that names a bats test, wrong for a whole run.
    [[ $filter ]] && return 0
    return 1
  fi
  return "$status"
}

run_bats_suites() {
  local log=$BULKHEAD_BUILD_DIR/bats.log files options=(--formatter tap --timing) status=0 chosen
  mapfile -t files < <(bats_files)
  ((${#files[@]})) || { say 'no bats suite exists yet'; return 0; }
  [[ $fast ]] && options+=(--filter-tags '!slow')
  if [[ $filter ]]; then
    mapfile -t chosen < <(printf '%s\n' "${files[@]}" | grep -F -- "$filter")
    if ((${#chosen[@]})); then files=("${chosen[@]}"); else options+=(--filter "$filter"); fi
  fi
  bats "${options[@]}" "${files[@]}" 2>&1 | tee "$log" || status=$?
  local good bad not_run skips=''
  not_run=$(count '^ok [0-9]+ .* # skip' "$log")
  if ((not_run)); then skips=$not_run; fi
  good=$(($(count '^ok [0-9]+ ' "$log") - not_run))
  bad=$(count '^not ok [0-9]+ ' "$log")
  # The TAP stream has no closing line; this is the one that bats prints on a terminal.
  closing_lines+=("$(plural $((good + bad + not_run)) test), $(plural "$bad" failure)${skips:+, $skips skipped}")
  passed=$((passed + good)) failures=$((failures + bad)) skipped=$((skipped + not_run))
  return "$status"
}

print_summary() {
  if ((passed + failures + skipped == 0)); then die "no test matches '$filter'"; fi
  echo
  printf '%s\n' "${closing_lines[@]}"
  say "$passed passed, $failures failed, $skipped skipped"
}
