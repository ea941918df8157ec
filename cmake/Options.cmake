# How everything is compiled. There are no feature switches: what a kernel lacks is reported at run time.
option(BULKHEAD_TESTS "Build the tests" ON)
option(BULKHEAD_WERROR "Warnings are errors" OFF)
option(BULKHEAD_FUZZ "Build tests/fuzz (needs clang)" OFF)
option(BULKHEAD_STATIC "Link the shipped programs as static-pie" ON)
set(BULKHEAD_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 17)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wshadow -Wconversion -Wno-missing-field-initializers
                    -Wno-maybe-uninitialized -Wno-restrict) # g++ 12 sees ghosts in std::variant and std::string
if(BULKHEAD_WERROR)
  add_compile_options(-Werror)
endif()
if(BULKHEAD_SANITIZE)
  add_compile_options(-fsanitize=${BULKHEAD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BULKHEAD_SANITIZE})
  set(BULKHEAD_STATIC OFF)
endif()
add_compile_definitions(_GNU_SOURCE BULKHEAD_VERSION="${PROJECT_VERSION}")
# -iquote: "sys/socket.h" is ours, <sys/socket.h> is libc's.
add_compile_options("SHELL:-iquote ${CMAKE_CURRENT_SOURCE_DIR}/src")
