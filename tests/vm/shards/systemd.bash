# the systemd cgroup driver: real scopes, with the limits asked for
# kernels: 6.1 newest
# init: systemd
run_suites tests/vm/systemd.bats
