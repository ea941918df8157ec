# every limit bites on cgroup v2, as the kernel says it
# kernels: 6.1 newest
# quick
set -u
status=0
run_programs || status=1
run_suites tests/kernel/limits.bats || status=1
exit "$status"
