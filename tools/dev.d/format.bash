# format: let clang-format rewrite the sources

(($# == 0)) || die "format takes no argument"
need_packages clang-format
git ls-files -z --cached --others --exclude-standard -- '*.cc' '*.h' '*.c' | xargs -0 --no-run-if-empty clang-format -i
