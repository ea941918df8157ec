# build: compile into build/release (or build/PRESET)
#
# usage: ./dev build [PRESET]
#
# The programs are in build/release/bin: bulkhead, bulkhead-audit, bulkhead-probe.
# Presets: release ci dev asan (CMakePresets.json).

preset=release
for argument in "$@"; do
  case $argument in
    -h | --help) usage build; exit ;;
    -*) die "build: unknown option $argument" ;;
    *) preset=$argument ;;
  esac
done

need_packages "${packages_build[@]}"
build_preset "$preset"
say "programs: build/$preset/bin"
