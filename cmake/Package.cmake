# `cpack -G DEB` in a build folder. The programs are static: the package depends on nothing.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME bulkhead)
set(CPACK_PACKAGE_VENDOR "The Bulkhead developers")
set(CPACK_PACKAGE_CONTACT "The Bulkhead developers <bulkhead@bulkhead.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "containers whose isolation is proven, not claimed")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"An OCI-compatible container runtime with every wall up by default, and an
independent audit that attacks containers of any technology on this machine
and reports, by requirement, which attacks reached their goal.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS uidmap)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "bash-completion, crun, runc")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
