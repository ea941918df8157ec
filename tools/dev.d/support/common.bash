# What every command shares: messages, and the packages of Debian that a command needs.

packages_build=(cmake g++ ninja-build ccache libboost-json1.81-dev libcli11-dev libfmt-dev libgtest-dev
  libseccomp-dev)
packages_test=("${packages_build[@]}" acl bats binutils bubblewrap busybox-static crun debootstrap groff-base iproute2 jq libcap2-bin
  procps python3 python3-jsonschema runc strace uidmap util-linux)
packages_lint=("${packages_build[@]}" clang-format clang-tidy jq python3 shellcheck)

# One build for everything that looks at a shipped program.
release=$root/build/release

say() { printf '%s\n' "dev: $*"; }
die() {
  printf '%s\n' "dev: $*" >&2
  exit 1
}

# "Usage" is the comment at the head of a command's file.
usage() {
  sed -n '2,/^[^#]/{/^#/!q;s/^# \{0,1\}//p}' "$root/tools/dev.d/$1.bash"
}

in_ci() { [[ ${CI:-} == true || ${CI:-} == 1 ]]; }

# as_root COMMAND...: how the package manager is called.
as_root() {
  if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

missing_packages() {
  local package
  for package in "$@"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
  done
}

# Installs what is missing, and says nothing when nothing is.
need_packages() {
  command -v dpkg-query >/dev/null || die "this is not Debian; install what corresponds to: $*"
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    die "these packages are missing; as root: apt-get install --no-install-recommends ${missing[*]}"
  fi
  say "installing: ${missing[*]}"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
  local log
  log=$(mktemp)
  # A third-party source that cannot be read must not stop what Debian's own can install.
  as_root "${apt[@]}" update >"$log" 2>&1 </dev/null || say 'apt-get update failed; trying with the lists that are there'
  if ! as_root "${apt[@]}" install --no-install-recommends "${missing[@]}" >>"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    rm -f "$log"
    die "apt-get failed; its last lines are above"
  fi
  rm -f "$log"
}

# The compiler's cache stays useful when the same sources lie in another folder.
use_compiler_cache() {
  export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
}

# configure PRESET [-DNAME=VALUE...]
configure() {
  use_compiler_cache
  local preset=$1 log
  shift
  mkdir -p "build/$preset"
  log=build/$preset/configure.log
  if ! cmake --preset "$preset" "$@" >"$log" 2>&1; then
    cat "$log" >&2
    die "cmake --preset $preset failed"
  fi
}

# build_preset PRESET [-DNAME=VALUE...]: warnings are errors here as in continuous integration, so that neither surprises
# the other.
build_preset() {
  configure "$1" -DBULKHEAD_WERROR=ON "${@:2}"
  cmake --build "build/$1" --parallel "${BULKHEAD_JOBS:-$(nproc)}"
}
