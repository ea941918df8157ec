#!/usr/bin/env bats
# Completion in bash, with a stand-in for the program that prints help as ours does.

setup() {
  bulkhead() {
    case "$*" in
      'run --help') printf '  -t,--tty   a terminal\n  --memory SIZE   a limit\n  --lower WALL\n' ;;
      explain) printf 'filesystem/proc-mount  why\nipc/namespace  why\n' ;;
      'list --quiet') printf 'web\ndatabase\n' ;;
    esac
  }
  # shellcheck source=completion/bulkhead.bash
  source "${BULKHEAD_ROOT:-$BATS_TEST_DIRNAME/../..}/completion/bulkhead.bash"
}

# completes WORD... : what the last word could become, sorted, in one line.
completes() {
  COMP_WORDS=(bulkhead "$@")
  COMP_CWORD=$#
  COMPREPLY=()
  _bulkhead
  mapfile -t COMPREPLY < <(printf '%s\n' "${COMPREPLY[@]}" | sort)
  echo "${COMPREPLY[*]}"
}

@test "completion: commands" {
  [ "$(completes st)" = 'start state' ]
}

@test "completion: options come from the program's help" {
  [ "$(completes run -)" = '--lower --memory --tty -t' ]
}

@test "completion: walls and containers come from the program" {
  [ "$(completes run --lower ip)" = 'ipc/namespace' ]
  [ "$(completes delete '')" = 'database web' ]
}

@test "completion: the container's own command line is not ours" {
  [ "$(completes run -- st)" = '' ]
}
