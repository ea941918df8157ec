# test: build, then every test, the quick ones first
#
# usage: ./dev test [--fast] [--preset NAME] [FILTER]
#
#   --fast          leave out what is marked slow (label `slow` of CTest, tag `slow` of bats)
#   --preset NAME   test that build instead of `release`, for example `asan`
#   FILTER          a regular expression for the names of tests; or a part of a bats file's path: that file alone

fast='' preset=release filter=''
while (($#)); do
  case $1 in
    -h | --help) usage test; exit ;;
    --fast) fast=yes ;;
    --preset) preset=${2:?--preset needs a name}; shift ;;
    -*) die "test: unknown option $1" ;;
    *) [[ -z $filter ]] || die "test: one filter only"; filter=$1 ;;
  esac
  shift
done

need_packages "${packages_test[@]}"
build_preset "$preset"

# shellcheck source=tools/dev.d/support/runners.bash
source "$root/tools/dev.d/support/runners.bash"

export BULKHEAD_ROOT=$root BULKHEAD_BUILD_DIR=$root/build/$preset BULKHEAD_BIN_DIR=$root/build/$preset/bin
export PATH=$BULKHEAD_BIN_DIR:$PATH
# Descriptors and a terminal of the caller must not decide what a test sees.
exec </dev/null
for descriptor in /proc/self/fd/*; do
  number=${descriptor##*/}
  # 255 is the script itself.
  if ((number > 2 && number != 255)); then exec {number}>&-; fi
done

failed=0
run_unit_tests || failed=1
run_bats_suites || failed=1
print_summary
exit "$failed"
