# bulkhead_layer(NAME DEPENDS a b ... [LINK lib ...])
#
# One layer of ARCHITECTURE.md is one static library; DEPENDS is its row in the table, and tools/check-layers.py checks
# the same rows on the #includes. Every *.cc of the folder belongs to it, *_test.cc excepted: those sit beside the code
# and are collected into one test program per layer.
function(bulkhead_layer name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test\\.cc|/guest/main\\.cc|main\\.cc)$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  if(sources)
    add_library(bulkhead_${name} STATIC ${sources})
    set(kind PUBLIC)
  else()
    add_library(bulkhead_${name} INTERFACE)
    set(kind INTERFACE)
  endif()
  list(TRANSFORM ARG_DEPENDS PREPEND bulkhead_)
  target_link_libraries(bulkhead_${name} ${kind} ${ARG_DEPENDS} ${ARG_LINK})
  if(BULKHEAD_TESTS AND tests)
    add_executable(test_${name} ${tests})
    target_link_libraries(test_${name} PRIVATE bulkhead_${name} GTest::gtest GTest::gtest_main)
    include(GoogleTest)
    gtest_discover_tests(test_${name} TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST
      PROPERTIES SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
  endif()
endfunction()
