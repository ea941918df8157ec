# each wall up and lowered, and the life cycle, on cgroup v2
# kernels: 6.1 newest
run_suites tests/kernel/walls tests/lifecycle
