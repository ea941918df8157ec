# one container with every wall, verified; nothing of it is left
# kernels: 6.1 newest
# quick
run_suites tests/vm/container.bats
