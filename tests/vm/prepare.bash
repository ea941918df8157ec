# Sourced in the guest before a shard: what ./dev test sets up, with the programs and all scratch files in memory (each open
# through 9p takes a fraction of a millisecond), and an ext4 file system for what wants one.
export BULKHEAD_BIN_DIR=/tmp/bin TMPDIR=/var/tmp/ext4
mkdir -p "$BULKHEAD_BIN_DIR" "$TMPDIR"
cp "$BULKHEAD_BUILD_DIR"/bin/* "$BULKHEAD_BIN_DIR/"
export PATH=$BULKHEAD_BIN_DIR:$PATH
modprobe loop
truncate -s 1G /tmp/ext4.image
mkfs.ext4 -q -O quota,project /tmp/ext4.image
mount -o loop,prjquota /tmp/ext4.image "$TMPDIR"
chmod 1777 "$TMPDIR"

# run_suites FILE...: the last line's exit code is the shard's.
run_suites() { bats --formatter tap --timing "$@"; }
# run_programs: the tests of C++, as TAP.
run_programs() { # FILTER
  local number=0 name program=$BULKHEAD_BIN_DIR/kernel_tests status=0
  local names
  mapfile -t names < <("$program" --gtest_list_tests --gtest_filter="${1:-*}" | awk '/^[^ ]/ {suite = $1} /^ / {print suite $1}')
  for name in "${names[@]}"; do
    number=$((number + 1))
    if "$program" --gtest_filter="$name" > /tmp/output 2>&1; then
      if grep -q 'SKIPPED' /tmp/output; then
        echo "ok $number kernel.$name # skip $(sed -n '/: Skipped$/{n;p;q}' /tmp/output)"
      else
        echo "ok $number kernel.$name"
      fi
    else
      status=1
      echo "not ok $number kernel.$name"
      sed 's/^/# /' /tmp/output
    fi
  done
  return "$status"
}
export -f run_suites run_programs
