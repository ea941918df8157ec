# SELinux labels of config.json: applied, read back, and refusing
# kernels: 6.1
# lsm: lockdown,capability,landlock,yama,selinux,bpf
run_suites tests/vm/selinux.bats
