# Podman on top, as root and as an ordinary user, with both cgroup drivers
# kernels: 6.1
# init: systemd
# packages: podman
run_suites tests/vm/podman.bats
