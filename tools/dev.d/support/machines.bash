# Guests for ./dev vm: a kernel, a folder shared with the guest, a command, an exit code.

packages_vm=(apparmor busybox-static cpio dbus e2fsprogs gzip ipxe-qemu iproute2 kmod libpam-systemd nftables qemu-system-x86 seabios secilc systemd xz-utils zstd)
machines=$root/build/vm

# kernel_folder NAME: fetches it if need be.
kernel_folder() {
  local folder=$machines/$1
  "$root/tools/vm/fetch-kernel" "$1" "$folder" >&2 || return 1
  if [[ ! -s $folder/initramfs.gz || $root/tools/vm/init -nt $folder/initramfs.gz ]]; then
    "$root/tools/vm/make-initramfs" "$folder" || return 1
  fi
  echo "$folder"
}

# guest_environment COMMAND...: a script with what ./dev test sets, and the command.
guest_environment() {
  printf 'export BULKHEAD_ROOT=%q BULKHEAD_BUILD_DIR=%q\n' "$root" "$release"
  printf 'cd %q && source tests/vm/prepare.bash\n' "$root"
  printf '%q ' "$@"
  echo
}

# A /dev/kvm that opens may still not start a stock kernel (nested and paravirtual hosts): it is tried once, and remembered.
choose_accelerator() {
  local answer=$machines/accelerator found=tcg,thread=multi
  if [[ ${BULKHEAD_VM_ACCEL:-} ]]; then return; fi
  if [[ ! -s $answer ]]; then
    mkdir -p "$machines"
    if [[ -w /dev/kvm ]] && [[ $(echo 'echo the guest runs' | BULKHEAD_VM_ACCEL=kvm run_in_guest 6.1 script '' 25 2>/dev/null) == *'the guest runs'* ]]; then
      found=kvm
    fi
    say "vm: guests run with ${found%%,*}" >&2
    echo "$found" > "$answer"
  fi
  export BULKHEAD_VM_ACCEL
  BULKHEAD_VM_ACCEL=$(< "$answer")
}

# run_in_guest KERNEL INIT LSM SECONDS < SCRIPT: the console on standard output, the script's exit code. A subshell,
# so that the shared folder goes however it ends.
run_in_guest() (
  local folder share status=0 options=()
  folder=$(kernel_folder "$1") || die "vm: no kernel $1"
  share=$(mktemp -d "$machines/share.XXXXXX")
  trap 'rm -rf "$share"' EXIT
  cat > "$share/command"
  if [[ $3 ]]; then options+=(--lsm "$3"); fi
  if [[ ${interactive:-} ]]; then options+=(--interactive); fi
  "$root/tools/vm/boot" --kernel "$folder" --share "$share" --init "$2" --seconds "$4" "${options[@]}" || status=$?
  if ((status == 124)); then say "vm: the guest was ended after $4 seconds" >&2; fi
  if [[ -s $share/code ]]; then status=$(< "$share/code"); elif ((status == 0)); then status=125; fi
  if [[ -d $share/results && ${results:-} ]]; then cp "$share"/results/* "$results/"; fi
  exit "$status"
)

# A shard is a file of tests/vm/shards. Its head says where it runs: "# kernels: 6.1 newest", "# init: systemd",
# "# lsm: ...", "# packages: ..." that it alone needs, "# quick" when it belongs to CI's slice.
shard_field() { sed -nE "s/^# $2: *(.*)$/\1/p" "$root/tests/vm/shards/$1.bash" | head -n 1; }
shard_names() { for file in "$root"/tests/vm/shards/*.bash; do basename "$file" .bash; done; }
list_shards() {
  local name
  for name in $(shard_names); do
    printf '%-12s %-14s %s\n' "$name" "$(shard_field "$name" kernels)" "$(sed -n '1s/^# //p' "$root/tests/vm/shards/$name.bash")"
  done
}

chosen_shards() { # all | quick | NAME...
  local name
  for name; do
    case $name in
      all) shard_names ;;
      quick) grep -lE '^# quick' "$root"/tests/vm/shards/*.bash | while read -r file; do basename "$file" .bash; done ;;
      *)
        [[ -f $root/tests/vm/shards/$name.bash ]] || die "vm: there is no shard '$name'; './dev vm list' lists them"
        echo "$name"
        ;;
    esac
  done
}

# test_one SHARD KERNEL: prints its tests, adds to the counts.
test_one() {
  local shard=$1 on=$2 status=0 log good bad not_run begin=$SECONDS
  log=$machines/$shard-$on.tap
  say "vm: $shard on kernel $on"
  # The console writes \r\n, and the kernel may write between two lines of a test.
  results=$machines
  guest_environment env "BULKHEAD_VM_SLICE=$slice" bash "tests/vm/shards/$shard.bash" |
    run_in_guest "$on" "$(shard_init "$shard")" "${lsm:-$(shard_field "$shard" lsm)}" "$seconds" | tr -d '\r' > "$log" || status=$?
  grep -vE '^1\.\.[0-9]+$' "$log" || true
  "$root/tools/vm/tap-to-junit" "$shard-$on" < "$log" > "$machines/$shard-$on.xml"
  not_run=$(grep -cE '^ok .* # skip' "$log" || true)
  good=$(($(grep -cE '^ok ' "$log" || true) - not_run))
  bad=$(grep -cE '^not ok ' "$log" || true)
  if ((status != 0 && bad == 0)); then
    say "vm: $shard on kernel $on ended with $status" >&2
    bad=1
  fi
  if ((good + bad + not_run == 0)); then
    say "vm: $shard on kernel $on ran no test" >&2
    bad=1
  fi
  table+=("$(printf '%-12s %-8s %4d passed %4d failed %4d skipped %5d s' "$shard" "$on" "$good" "$bad" "$not_run" $((SECONDS - begin)))")
  vm_passed=$((vm_passed + good)) vm_failed=$((vm_failed + bad)) vm_skipped=$((vm_skipped + not_run))
}

shard_init() {
  local wanted
  wanted=${init:-$(shard_field "$1" init)}
  echo "${wanted:-script}"
}

# Emulation needs a processor that is not too slow, two gigabytes of memory, and a kernel to fetch: where a guest does not come
# up, CI says so loudly and goes on; a person gets the failure.
guest_starts() {
  local output
  if output=$(echo 'echo the guest runs' | run_in_guest 6.1 script '' 180 2>&1) && [[ $output == *'the guest runs'* ]]; then
    return 0
  fi
  printf '%s\n' "$output" | tail -n 15 >&2
  return 1
}

# test_in_guests SHARD...
test_in_guests() {
  local shard on slice=$* table=() vm_passed=0 vm_failed=0 vm_skipped=0
  mkdir -p "$machines"
  if in_ci && ! guest_starts; then
    say '############################################################################'
    say 'vm: SKIPPED: no guest starts on this machine (its last lines are above);'
    say 'vm: nothing of cgroup v2, systemd delegation and the stock kernel was tested'
    say '############################################################################'
    return 0
  fi
  for shard in $(chosen_shards "$@"); do
    # CI's slice is one kernel; the rest is for people.
    local kernels
    kernels=$(shard_field "$shard" kernels)
    if [[ $kernel ]]; then kernels=$kernel; elif [[ $* == quick ]]; then kernels=${kernels%% *}; fi
    local more
    read -ra more <<< "$(shard_field "$shard" packages)"
    if ((${#more[@]})); then need_packages "${more[@]}"; fi
    for on in $kernels; do test_one "$shard" "$on"; done
  done
  echo
  printf '%s\n' "${table[@]}"
  say "vm: $vm_passed passed, $vm_failed failed, $vm_skipped skipped"
  ((vm_failed == 0))
}
