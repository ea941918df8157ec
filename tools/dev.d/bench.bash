# bench: compare the speed with crun, runc and bwrap, in one run
#
# usage: ./dev bench [SUITE [OPTIONS...]]      the default suite is start

case ${1:-} in -h | --help) usage bench; exit ;; esac
[[ -x tests/bench/run ]] || die "tests/bench/run is not there"
need_packages "${packages_build[@]}" bubblewrap busybox-static crun jq libbenchmark-dev python3 runc
build_preset release
export BULKHEAD_BIN_DIR=$release/bin
(($#)) || set -- start
exec tests/bench/run "$@"
