# What `cmake --install` and the Debian package put in place. Nothing is setuid: an ordinary user's ranges come from
# newuidmap(1), which is.
install(TARGETS bulkhead bulkhead-audit RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS bulkhead-probe RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/bulkhead)

# Manual pages and changelogs are compressed without a time stamp, so that the same source gives the same package.
find_program(GZIP gzip REQUIRED)
function(bulkhead_install_compressed source name destination)
  set(compressed ${CMAKE_BINARY_DIR}/install/${name}.gz)
  add_custom_command(OUTPUT ${compressed}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/install
    COMMAND sh -c "\"$1\" -9 -n -c \"$2\" > \"$3\"" compress ${GZIP} ${source} ${compressed}
    DEPENDS ${source} VERBATIM)
  add_custom_target(compressed-${name} ALL DEPENDS ${compressed})
  install(FILES ${compressed} DESTINATION ${destination})
endfunction()

file(GLOB manual_pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/man/*.8)
foreach(page ${manual_pages})
  get_filename_component(name ${page} NAME)
  bulkhead_install_compressed(${page} ${name} ${CMAKE_INSTALL_MANDIR}/man8)
endforeach()
bulkhead_install_compressed(${CMAKE_SOURCE_DIR}/CHANGELOG.md changelog ${CMAKE_INSTALL_DOCDIR})

install(FILES ${CMAKE_SOURCE_DIR}/completion/bulkhead.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME bulkhead)
install(FILES ${CMAKE_SOURCE_DIR}/docs/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/ARCHITECTURE.md
  ${CMAKE_SOURCE_DIR}/SECURITY.md ${CMAKE_SOURCE_DIR}/SPECIFICATION.md ${CMAKE_SOURCE_DIR}/docs/*.md)
install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_DOCDIR})

include(Package)
