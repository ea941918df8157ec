# lint: formatting, clang-tidy, shellcheck, and the project's own checks
#
# usage: ./dev lint [--all]
#
# clang-tidy looks at the sources that differ from the branch `main`, and with --all, or in CI, at every one. It
# remembers what was clean. Everything else always looks at the whole tree.

everything=''
for argument in "$@"; do
  case $argument in
    -h | --help) usage lint; exit ;;
    --all) everything=yes ;;
    *) die "lint: unknown argument $argument" ;;
  esac
done
in_ci && everything=yes

need_packages "${packages_lint[@]}"
# shellcheck source=tools/dev.d/support/linters.bash
source "$root/tools/dev.d/support/linters.bash"

failed=0
lint() {
  local name=$1
  shift
  if "$@"; then say "lint: $name: ok"; else
    say "lint: $name: FAILED" >&2
    failed=1
  fi
}

lint clang-format check_format
lint shellcheck check_shell
for check in tools/check-*.py; do
  # check-symbols reads objects: ./dev test runs it on the build.
  if [[ $check != tools/check-symbols.py ]]; then lint "$(basename "$check" .py)" "$check"; fi
done
lint clang-tidy check_tidy

((failed)) && die "lint: the failures are above"
say "lint: clean"
