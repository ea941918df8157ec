#!/usr/bin/env bats
# A real root directory: Debian's own package manager, its accounts and a service at work inside.
# bats file_tags=slow

bats_require_minimum_version 1.5.0

setup_file() {
  if [ "$(id -u)" -ne 0 ]; then skip "needs root"; fi
  export BULKHEAD="${BULKHEAD_BIN_DIR:?run by ./dev test}/bulkhead" ROOTFS="$BATS_FILE_TMPDIR/debian"
  if ! debootstrap --variant=minbase bookworm "$ROOTFS" > "$BATS_FILE_TMPDIR/log" 2>&1; then
    tail -3 "$BATS_FILE_TMPDIR/log"
    skip "debootstrap found no packages here"
  fi
}

inside() { "$BULKHEAD" run --rootfs "$ROOTFS" "$@" 2>&1; }

@test "the first command sees Debian, as root of its own" {
  run inside -- sh -c '. /etc/os-release; echo $ID; id -u; ls /home | wc -l'
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = debian ]
  [ "${lines[1]}" = 0 ]
}

@test "a package with maintainer scripts is built, installed and removed" {
  run inside -- bash -ec '
    mkdir -p /tmp/p/DEBIAN /tmp/p/usr/bin
    printf "Package: hatch\nVersion: 1\nArchitecture: all\nMaintainer: us <us@example.org>\nDescription: test\n" > /tmp/p/DEBIAN/control
    printf "#!/bin/sh\nset -e\nadduser --system --group --no-create-home hatch >/dev/null 2>&1 || useradd --system hatch\nchown hatch /usr/bin/hatch\n" > /tmp/p/DEBIAN/postinst
    printf "#!/bin/sh\nset -e\nif [ \$1 = remove ]; then userdel hatch; fi\n" > /tmp/p/DEBIAN/postrm
    chmod 755 /tmp/p/DEBIAN/post*
    printf "#!/bin/sh\necho up\n" > /tmp/p/usr/bin/hatch
    chmod 755 /tmp/p/usr/bin/hatch
    dpkg-deb --build /tmp/p /tmp/hatch.deb
    dpkg -i /tmp/hatch.deb
    stat -c %U /usr/bin/hatch
    hatch
    dpkg -P hatch'
  echo "$output"
  [ "$status" -eq 0 ]
  grep -qx hatch <<< "$output"
  grep -qx up <<< "$output"
  [ ! -e "$ROOTFS/usr/bin/hatch" ]
}

@test "an account, and a service that runs as it" {
  run inside -- bash -ec '
    useradd --create-home --shell /bin/bash keeper
    su keeper -c "id -un; echo kept > ~/file"
    stat -c %U ~keeper/file
    setpriv --reuid keeper --regid keeper --init-groups sleep 5 & sleep 0.3
    grep -E "^Uid" /proc/$!/status'
  echo "$output"
  [ "$status" -eq 0 ]
  [ "${lines[0]}" = keeper ]
  [ "${lines[1]}" = keeper ]
  [[ "${lines[2]}" == *1000* ]]
}

@test "changes are thrown away, and kept with --rw" {
  inside -- touch /root/gone
  [ ! -e "$ROOTFS/root/gone" ]
  "$BULKHEAD" run --rw --rootfs "$ROOTFS" -- touch /tmp/kept
  [ -e "$ROOTFS/tmp/kept" ]
}

@test "the directory's own files were not changed" {
  [ ! -e "$ROOTFS/etc/mtab.bulkhead" ]
  [ "$(stat -c %u:%g "$ROOTFS/etc/passwd")" = 0:0 ]
  run ! grep -q keeper "$ROOTFS/etc/passwd"
}
