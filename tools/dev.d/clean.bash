# clean: remove build/

(($# == 0)) || die "clean takes no argument"
rm -rf "${root:?}/build"
