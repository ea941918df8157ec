#!/usr/bin/env bats
# Kernels that lack a system call: a start either ends with an error that names the call, and leaves nothing behind, or
# goes on with another way that is as safe, or with a wall that is reported as absent.
bats_require_minimum_version 1.5.0
load ../support/walls

setup() {
  WITHOUT="${BULKHEAD_BIN_DIR:?run by ./dev test}/without"
  before=$(leftovers)
}

teardown() { [ "$(leftovers)" = "$before" ]; }

# What each missing call does: "error" (named in the message), "fine" (another way), or the wall that is then absent.
declare -gA outcome=(
  [clone3]=error [close_range]=error [openat2]=error [pidfd_open]=fine [pidfd_send_signal]=fine
  [open_tree]=error [move_mount]=error [fsopen]=error [fsconfig]=error [fsmount]=error [mount_setattr]=error
  [landlock_create_ruleset]=absent:privilege/landlock [landlock_add_rule]=error [landlock_restrict_self]=error
  [keyctl]=absent:ipc/session-keyring [seccomp]=error [bpf]=fine)
# On cgroup v2 the device filter is a BPF program.
if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]; then outcome[bpf]=error; fi

@test "every call of the table has an outcome" {
  for call in $("$WITHOUT"); do
    echo "$call"
    [ -n "${outcome[$call]:-}" ]
  done
}

@test "bulkhead run without a call: an error that names it, or a container" {
  local call wanted failed=0
  for call in $("$WITHOUT"); do
    wanted=${outcome[$call]}
    run "$WITHOUT" "$call" "$BULKHEAD" run -- sh -c 'id -u; grep Seccomp: /proc/self/status'
    case $wanted in
      error) if [ "$status" -ne 125 ] || [[ "$output" != *"$call"*ENOSYS* ]]; then failed=1; echo "$call: wanted an error that names it: $status: $output"; fi ;;
      *) if [ "$status" -ne 0 ] || [[ "$output" != "0"*2 ]]; then failed=1; echo "$call: wanted a container: $status: $output"; fi ;;
    esac
  done
  [ "$failed" -eq 0 ]
}

@test "a wall that cannot stand for want of a call is said to be absent" {
  local call wanted
  for call in $("$WITHOUT"); do
    wanted=${outcome[$call]}
    if [[ $wanted != absent:* ]]; then continue; fi
    "$WITHOUT" "$call" "$BULKHEAD" run --name absent -- sleep 30 3>&- > /dev/null 2>&1 & local runner=$!
    await_running absent
    run bh verify absent
    bh kill absent KILL
    wait "$runner" || true
    echo "$call: $output"
    [[ "$output" == *"${wanted#absent:}"* ]]
    grep -E "${wanted#absent:}.*absent|absent.*${wanted#absent:}" <<< "$output"
  done
}
