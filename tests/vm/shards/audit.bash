# the audit of every technology that is installed, on cgroup v2
# kernels: 6.1 newest
# quick
run_suites tests/vm/audit.bats
