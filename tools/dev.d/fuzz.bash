# fuzz: feed the parsers random input for a bounded time
#
# usage: ./dev fuzz [--seconds N] [TARGET...]
#
# Builds tests/fuzz/*.cc with clang, libFuzzer and AddressSanitizer, and runs each for N seconds (60). What was found
# is kept in build/fuzz/TARGET/; seeds are read from tests/fuzz/corpus/TARGET/.

seconds=60
targets=()
while (($#)); do
  case $1 in
    -h | --help) usage fuzz; exit ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift ;;
    -*) die "fuzz: unknown option $1" ;;
    *) targets+=("$1") ;;
  esac
  shift
done
[[ $seconds =~ ^[1-9][0-9]*$ ]] || die "fuzz: --seconds: '$seconds' is not a number of seconds"

if ((${#targets[@]} == 0)); then
  for source in tests/fuzz/*.cc; do
    if [[ -f $source ]]; then targets+=("$(basename "$source" .cc)"); fi
  done
fi
((${#targets[@]})) || die "fuzz: there is no target in tests/fuzz/"
for target in "${targets[@]}"; do
  [[ -f tests/fuzz/$target.cc ]] || die "fuzz: there is no tests/fuzz/$target.cc"
done

need_packages "${packages_build[@]}" clang libclang-rt-14-dev
configure fuzz
cmake --build build/fuzz --parallel "${BULKHEAD_JOBS:-$(nproc)}" --target "${targets[@]/#/fuzz_}"

failed=0
for target in "${targets[@]}"; do
  found=build/fuzz/$target
  mkdir -p "$found"
  corpora=("$found")
  if [[ -d tests/fuzz/corpus/$target ]]; then corpora+=("tests/fuzz/corpus/$target"); fi
  say "fuzz: $target for $seconds seconds"
  # -rss_limit_mb: an input that makes a parser eat memory is a finding too.
  if ! "build/fuzz/bin/fuzz_$target" -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=10 -print_final_stats=1 \
    -verbosity=0 -artifact_prefix="$found-" "${corpora[@]}"; then
    say "fuzz: $target found something: $found-*" >&2
    failed=1
  fi
done
exit "$failed"
