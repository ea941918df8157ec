# kernels that lack a system call: a clear error or a safe way without
# kernels: 6.1
run_suites tests/fault
