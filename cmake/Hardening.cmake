# The flags that tools/check-hardening.sh reads back from the linked ELF files.
add_compile_options(-fstack-protector-strong -fcf-protection=full -ffunction-sections -fdata-sections)
add_compile_definitions(_GLIBCXX_ASSERTIONS)
if(CMAKE_BUILD_TYPE MATCHES "Rel")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--gc-sections)

# A shipped program: static-pie, because a start is at least one process image and static saves most of its loading.
function(bulkhead_program name)
  add_executable(${name} ${ARGN})
  if(BULKHEAD_STATIC)
    target_link_options(${name} PRIVATE -static-pie)
  else()
    target_link_options(${name} PRIVATE -pie)
  endif()
endfunction()
