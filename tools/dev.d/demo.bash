# demo: a first container, and its audit beside other technologies
#
# usage: ./dev demo
#
# Installs what is missing, builds, runs one command in a container with every wall up, then attacks bare processes,
# a chroot, runc, crun and bulkhead with the same probes. It ends with the matrix of requirements and technologies.

for argument in "$@"; do
  case $argument in
    -h | --help) usage demo; exit ;;
    *) die "demo takes no argument" ;;
  esac
done
need_packages "${packages_build[@]}" runc crun
build_preset release

bulkhead=$release/bin/bulkhead

echo
say "a container with every wall up: bulkhead run -- sh -c 'id; ps; ls /'"
"$bulkhead" run -- sh -c 'id; ps; ls /'

echo
say "the same attacks on bare processes, a chroot, runc, crun and bulkhead: bulkhead audit"
"$bulkhead" audit --target none --target chroot --target runc --target crun --target bulkhead
