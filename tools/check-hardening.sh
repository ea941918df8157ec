#!/usr/bin/env bash
# Reads back from the ELF of every shipped program what cmake/Hardening.cmake asked for.
#
# usage: tools/check-hardening.sh PROGRAM...
#
# A flag that a linker or an older compiler dropped silently is found here, and nowhere else.
set -euo pipefail

failures=0
wrong() {
  printf '%s: %s\n' "$1" "$2"
  failures=$((failures + 1))
}

# expect PROGRAM TEXT PATTERN PROBLEM
expect() { grep -qE -- "$3" <<<"$2" || wrong "$1" "$4"; }
refuse() { ! grep -qE -- "$3" <<<"$2" || wrong "$1" "$4"; }

# What the compiler put into our own functions: libc's, in a static program, have canaries whatever our flags were.
check_code() {
  local program=$1 own
  own=$(objdump --disassemble --no-show-raw-insn --wide "$program" |
    awk '/^[0-9a-f]+ <.*>:$/ { ours = /<(_ZN[KVO]*8bulkhead|_ZNK8bulkhead|_ZN3fmt|main>)/ } ours')
  if ! grep -q '8bulkhead.*>:$' <<<"$own"; then
    printf '%s: no function of ours in it; canaries and fortified calls not judged\n' "$program"
    return
  fi
  expect "$program" "$own" '%fs:0x28' 'no function of ours checks a stack canary (-fstack-protector-strong)'
  expect "$program" "$own" 'call.*<__[a-z]+_chk(@plt)?>' 'no function of ours calls a fortified libc function (_FORTIFY_SOURCE)'
  expect "$program" "$(grep -A 1 '<main>:$' <<<"$own")" 'endbr64' 'main is no target for indirect jumps (-fcf-protection)'
}

check_program() {
  local program=$1 header segments dynamic notes
  header=$(readelf --wide --file-header "$program")
  segments=$(readelf --wide --program-headers "$program")
  dynamic=$(readelf --wide --dynamic "$program")
  notes=$(readelf --wide --notes "$program")

  expect "$program" "$header" 'Type: +DYN' 'is not position independent: its addresses can be guessed'
  expect "$program" "$dynamic" 'FLAGS_1.*\bPIE\b' 'is not marked as PIE'
  refuse "$program" "$segments" '^ +INTERP' 'is not static: a start loads libraries, and trusts their search path'
  refuse "$program" "$dynamic" '\((NEEDED|RPATH|RUNPATH)\)' 'needs shared libraries, or has a search path for them'
  expect "$program" "$segments" '^ +GNU_RELRO' 'has no RELRO: its relocated tables stay writable'
  expect "$program" "$dynamic" '\(FLAGS(_1)?\).*\b(BIND_)?NOW\b|\(BIND_NOW\)' 'has no BIND_NOW: RELRO is only partial'
  expect "$program" "$segments" '^ +GNU_STACK .* RW +0x' 'has an executable stack'
  refuse "$program" "$segments" '^ +LOAD .* RWE ' 'has a segment that is both writable and executable'
  refuse "$program" "$dynamic" '\(TEXTREL\)' 'has text relocations'
  check_code "$program"
  # The linker keeps the property when every object has it. Debian 12's static libc has not, so it is only reported.
  grep -q 'x86 feature: .*IBT' <<<"$notes" ||
    printf '%s: note: no IBT property, the static libc of this system has none\n' "$program"
}

(($#)) || { echo 'usage: check-hardening.sh PROGRAM...' >&2; exit 2; }
for program in "$@"; do
  [[ -f $program ]] || { wrong "$program" 'does not exist'; continue; }
  check_program "$program"
done
((failures == 0)) || { printf 'check-hardening: %s findings\n' "$failures" >&2; exit 1; }
