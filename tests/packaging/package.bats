#!/usr/bin/env bats
# The Debian package holds what belongs in it, with the right modes, and nothing that runs as somebody else.

setup_file() {
  [ -d "${BULKHEAD_BUILD_DIR:-}" ] || skip 'no build to look at: run by ./dev test'
  export tree=$BATS_FILE_TMPDIR/tree staged=$BATS_FILE_TMPDIR/staged
  # The umask of whoever builds must not be in the package.
  (umask 077 && cpack -G DEB --config "$BULKHEAD_BUILD_DIR/CPackConfig.cmake" -B "$BATS_FILE_TMPDIR/pack") >"$BATS_FILE_TMPDIR/log" 2>&1 ||
    { cat "$BATS_FILE_TMPDIR/log"; return 1; }
  package=$(echo "$BATS_FILE_TMPDIR"/pack/bulkhead_*.deb)
  export package
  dpkg-deb --extract "$package" "$tree"
  DESTDIR=$staged cmake --install "$BULKHEAD_BUILD_DIR" --prefix /opt/bulkhead >/dev/null
}

@test "package: programs, manual, completion and licence are in place" {
  for program in bin/bulkhead bin/bulkhead-audit libexec/bulkhead/bulkhead-probe; do
    [ "$(stat -c %a "$tree/usr/$program")" = 755 ] || { echo "$program"; return 1; }
  done
  for file in man/man8/bulkhead.8.gz man/man8/bulkhead-audit.8.gz bash-completion/completions/bulkhead \
    doc/bulkhead/copyright doc/bulkhead/changelog.gz doc/bulkhead/LICENSE; do
    [ "$(stat -c %a "$tree/usr/share/$file")" = 644 ] || { echo "$file"; return 1; }
  done
}

@test "package: nothing is setuid, setgid, writable by others, or outside /usr" {
  run find "$tree" -perm /7022 ! -type l
  [ -z "$output" ] || { echo "$output"; return 1; }
  run find "$tree" -mindepth 1 -maxdepth 1 ! -name usr
  [ -z "$output" ] || { echo "$output"; return 1; }
  run dpkg-deb --contents "$package"
  run grep -v ' root/root ' <<<"$output"
  [ "$status" -eq 1 ]
}

@test "package: no scripts run as root at installation" {
  run dpkg-deb --info "$package"
  [[ $output != *postinst* && $output != *preinst* && $output != *prerm* && $output != *postrm* ]]
}

@test "package: needs no other package, and names the version of the program" {
  [ -z "$(dpkg-deb --field "$package" Depends)" ]
  run "$tree/usr/bin/bulkhead" --version
  [ "$status" -eq 0 ]
  [[ $output == *"$(dpkg-deb --field "$package" Version)"* ]]
}

@test "package: manual pages are ones that man(1) reads" {
  for page in bulkhead bulkhead-audit; do
    run zcat "$tree/usr/share/man/man8/$page.8.gz"
    [[ $output == *".TH ${page^^} 8"*'.SH NAME'*'.SH SYNOPSIS'* ]]
  done
}

@test "install: cmake --install puts the same files below its prefix" {
  run diff <(cd "$tree/usr" && find . -type f | sort) <(cd "$staged/opt/bulkhead" && find . -type f | sort)
  echo "$output"
  [ "$status" -eq 0 ]
}
