# vm: the kernel tests in a virtual machine (a stock kernel, pure cgroup v2)
#
# usage: ./dev vm [OPTIONS...]

case ${1:-} in -h | --help) usage vm; exit ;; esac
if [[ ! -x tests/vm/run ]]; then
  say "the suite for the virtual machine (tests/vm/run) does not exist yet; nothing was run" >&2
  exit 3
fi
need_packages "${packages_test[@]}" qemu-system-x86
build_preset release
export BULKHEAD_BIN_DIR=$release/bin
exec tests/vm/run "$@"
