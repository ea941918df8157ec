# The public tools of ./dev lint. Each function prints what is wrong, and fails if something is.

# project_files PATTERN...: what is tracked, or would be if it were added.
project_files() {
  local file
  git ls-files --cached --others --exclude-standard -- "$@" | sort -u | while read -r file; do
    if [[ -f $file ]]; then printf '%s\n' "$file"; fi
  done
}

check_format() {
  local files
  mapfile -t files < <(project_files '*.cc' '*.h' '*.c')
  clang-format --dry-run -Werror "${files[@]}" 2>&1 |
    sed -nE "s/^([^:]+):[0-9]+:.*/\1: is not as clang-format writes it; '.\/dev format' does that/p" | uniq
  ((PIPESTATUS[0] == 0))
}

shell_scripts() {
  local file
  project_files dev '.ci/*' 'completion/*' 'tools/*' 'tests/*' | while read -r file; do
    case $file in
      *.sh | *.bash | *.bats) printf '%s\n' "$file" ;;
      *) if head -n 1 "$file" | LC_ALL=C grep -aqE '^#!.*\b(ba|da)?sh\b'; then printf '%s\n' "$file"; fi ;;
    esac
  done
}

check_shell() {
  local files
  mapfile -t files < <(shell_scripts)
  shellcheck -x "${files[@]}"
}

# Sources that differ from main; a header stands for the source and the test beside it.
changed_sources() {
  local base file stem
  base=$(git merge-base HEAD origin/main 2>/dev/null || git merge-base HEAD main 2>/dev/null || echo HEAD)
  {
    git diff --name-only "$base" -- '*.cc' '*.h'
    git ls-files --others --exclude-standard -- '*.cc' '*.h'
  } | while read -r file; do
    stem=${file%.*}
    case $file in *.h) printf '%s\n' "$stem.cc" "${stem}_test.cc" ;; *) printf '%s\n' "$file" ;; esac
  done | sort -u | while read -r file; do
    if [[ -f $file ]]; then printf '%s\n' "$file"; fi
  done
}

# tidy_one FILE: skips what was clean before with the same file, headers and rules.
tidy_one() {
  local stamp
  stamp=build/tidy/clean/$(cat "$1" <(printf '%s' "$1 $tidy_world") | sha256sum | cut -d' ' -f1)
  [[ -e $stamp ]] && return 0
  clang-tidy --quiet -p build/tidy "$1" 2> >(grep -vE '^[0-9]+ warnings? (generated|treated)|^Suppressed|^Use -header' >&2) ||
    return 1
  touch "$stamp"
}

check_tidy() {
  local files
  if [[ $everything ]]; then
    mapfile -t files < <(project_files 'src/*.cc' 'tests/*.cc')
  else
    mapfile -t files < <(changed_sources)
  fi
  ((${#files[@]})) || return 0
  configure tidy
  # Only what the build compiles has flags to be read with.
  mapfile -t files < <(printf '%s\n' "${files[@]}" |
    grep -xFf <(jq -r '.[].file' build/tidy/compile_commands.json | sed "s|^$root/||"))
  ((${#files[@]})) || return 0
  mkdir -p build/tidy/clean
  local headers
  mapfile -t headers < <(project_files '*.h' '*.def')
  tidy_world=$(cat .clang-tidy CMakePresets.json "${headers[@]}" <(clang-tidy --version) | sha256sum)
  export tidy_world
  export -f tidy_one
  # shellcheck disable=SC2016  # the inner bash expands it
  printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'tidy_one "$1"' tidy
}
