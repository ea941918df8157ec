# vm: virtual machines for what this machine's kernel cannot show
#
# usage: ./dev vm boot  [OPTIONS]              start, say what is there, end
#        ./dev vm run   [OPTIONS] COMMAND...   run a command in the guest as root; its exit code is ours
#        ./dev vm shell [OPTIONS]              a shell in the guest
#        ./dev vm test  [OPTIONS] [SHARD...]   the suites of tests/vm/shards, one guest each; `quick` is CI's slice
#        ./dev vm list                         the shards
#        ./dev vm facts                        the table of kernels in docs/kernel-features.md, found out again
#
#   --kernel 6.1|newest     Debian 12's kernel, or that of the next release (6.1)
#   --init script|systemd   what process 1 is (script)
#   --lsm LIST              security modules, as lsm= of the kernel's command line
#   --seconds N             end a guest after this time (600)
#
# The guest is emulated unless /dev/kvm really starts one, which is tried once: it needs no hardware support, takes ten
# seconds to start and end, and is three to eight times slower. It sees the files of this machine read-only below a layer in memory; what it changes is gone with it. Kernels
# are fetched as Debian packages into build/vm. Reports: build/vm/SHARD-KERNEL.tap and .xml (JUnit).

# shellcheck source=tools/dev.d/support/machines.bash
source "$root/tools/dev.d/support/machines.bash"

action=${1:-}
shift || true
kernel='' init='' lsm='' seconds=600 words=()
while (($#)); do
  case $1 in
    --kernel) kernel=${2:?--kernel needs a name}; shift ;;
    --init) init=${2:?--init needs a name}; shift ;;
    --lsm) lsm=${2:?--lsm needs a list}; shift ;;
    --seconds) seconds=${2:?--seconds needs a number}; shift ;;
    --) shift; words+=("$@"); break ;;
    -*) die "vm: unknown option $1" ;;
    *) words+=("$@"); break ;;
  esac
  shift
done

case $action in
  -h | --help | help | '') usage vm; exit ;;
  list) list_shards; exit ;;
  boot | run | shell | test | facts) ;;
  *) die "vm: there is no '$action'; './dev vm --help' lists what there is" ;;
esac
need_packages "${packages_test[@]}" "${packages_vm[@]}"
choose_accelerator

case $action in
  boot)
    echo 'uname -r; cat /sys/fs/cgroup/cgroup.controllers /sys/kernel/security/lsm; echo; ps -o comm= 1' |
      run_in_guest "${kernel:-6.1}" "${init:-script}" "$lsm" "$seconds"
    ;;
  run)
    ((${#words[@]})) || die "vm: run needs a command"
    build_preset release
    # One word is a line for the shell, as with ssh(1).
    if ((${#words[@]} == 1)); then words=(bash -c "${words[0]}"); fi
    guest_environment "${words[@]}" | run_in_guest "${kernel:-6.1}" "${init:-script}" "$lsm" "$seconds"
    ;;
  shell)
    build_preset release
    interactive=yes run_in_guest "${kernel:-6.1}" "${init:-script}" "$lsm" "$seconds" < /dev/null
    ;;
  facts)
    build_preset release
    mkdir -p "$machines"
    tools/kernel-facts > "$machines/facts-here"
    for kernel in 6.1 newest; do
      guest_environment tools/kernel-facts | run_in_guest "$kernel" script '' "$seconds" | tr -d '\r' > "$machines/facts-$kernel"
    done
    tools/kernel-table docs/kernel-features.md "here=$machines/facts-here" "Debian 12=$machines/facts-6.1" \
      "next Debian=$machines/facts-newest"
    ;;
  test)
    build_preset release
    test_in_guests "${words[@]:-all}"
    ;;
esac
