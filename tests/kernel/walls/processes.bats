#!/usr/bin/env bats
# Each wall of this requirement: it stands, and the same act succeeds with it lowered.
load ../../support/walls

# covers: processes/pid-namespace
@test "pid namespace: the container sees its own processes only" {
  run in_container -- sh -c 'ls -d /proc/[0-9]* | wc -l'
  [ "$output" -le 5 ]
  sleep 60 & canary=$!
  run in_container -- sh -c "kill -0 $canary"
  [[ "$output" == *"No such process"* ]]
  run in_container --lower processes/pid-namespace --lower processes/user-namespace --lower ipc/landlock-scope --lower privilege/capabilities -- sh -c "kill -0 $canary && echo seen"
  kill "$canary"
  [[ "$output" == *seen* ]]
}

# covers: processes/user-namespace
@test "user namespace: root inside is an id of its own outside" {
  mkdir -m 0777 "$BATS_TEST_TMPDIR/share"
  in_container -v "$BATS_TEST_TMPDIR/share:/mnt" -- touch /mnt/inside
  [ "$(stat -c %u "$BATS_TEST_TMPDIR/share/inside")" -ge 1879048192 ]
  in_container --lower processes/user-namespace -v "$BATS_TEST_TMPDIR/share:/mnt" -- touch /mnt/lowered
  [ "$(stat -c %u "$BATS_TEST_TMPDIR/share/lowered")" -eq 0 ]
}

@test "user namespace: two containers have different ids" {
  bh run --id "ids-a-$$" -d -- sleep 20
  bh run --id "ids-b-$$" -d -- sleep 20
  a=$(bh exec "ids-a-$$" cat /proc/self/uid_map)
  b=$(bh exec "ids-b-$$" cat /proc/self/uid_map)
  bh delete -f "ids-a-$$"
  bh delete -f "ids-b-$$"
  [ -n "$a" ] && [ "$a" != "$b" ]
}

# fields_of COMMAND...: what the kernel says of a process's privileges.
fields_of() { "$@" grep -E '^(Cap|NoNewPrivs|Seccomp|Uid|Gid|Groups)' /proc/self/status; }

# covers: privilege/seccomp privilege/capabilities privilege/no-new-privs
@test "a further process has the privileges of the first, filter included" {
  bh run --id further -- sh -c 'grep -E "^(Cap|NoNewPrivs|Seccomp|Uid|Gid|Groups)" /proc/self/status > /tmp/first; sleep 20' & local runner=$!
  for _ in 1 2 3 4 5 6 7 8 9 10; do bh exec further test -s /tmp/first && break; sleep 0.1; done
  run diff <(bh exec further cat /tmp/first) <(fields_of bh exec further)
  bh kill further KILL
  wait "$runner" || true
  echo "$output"
  [ "$status" -eq 0 ]
}
