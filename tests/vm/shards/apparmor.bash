# AppArmor profiles of config.json: applied, read back, and refusing
# kernels: 6.1 newest
run_suites tests/vm/apparmor.bats
