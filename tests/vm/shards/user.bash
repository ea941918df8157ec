# an ordinary user with controllers that systemd delegated
# kernels: 6.1 newest
# init: systemd
# quick
run_suites tests/vm/delegation.bats
