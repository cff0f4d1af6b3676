# One room is one folder and one target. DEPS are the only rooms its files may include, which
# tests/layering checks; THIRD_PARTY is linked privately, so a library stays behind its adapter.
function(room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;DEPS;THIRD_PARTY" ${ARGN})
  set(names ${ROOM_DEPS})
  list(TRANSFORM ROOM_DEPS PREPEND room::)
  add_library(room_${name} STATIC ${ROOM_SOURCES})
  add_library(room::${name} ALIAS room_${name})
  target_compile_features(room_${name} PUBLIC cxx_std_20)
  target_include_directories(room_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(room_${name} PUBLIC ${ROOM_DEPS} PRIVATE warnings ${ROOM_THIRD_PARTY})
  set_property(GLOBAL APPEND PROPERTY ROOMS ${name})
  set_property(GLOBAL PROPERTY ROOM_DEPS_${name} ${names})
endfunction()

# A test program of GoogleTest cases: room_test(domain SOURCES stockholm_test.cc DEPS domain).
# ctest sees one test per program, so that ten thousand seeds do not become ten thousand processes.
function(room_test name)
  cmake_parse_arguments(TEST "" "TIMEOUT" "SOURCES;DEPS;THIRD_PARTY;LABELS" ${ARGN})
  list(TRANSFORM TEST_DEPS PREPEND room::)
  add_executable(${name}_test ${TEST_SOURCES})
  target_link_libraries(${name}_test PRIVATE warnings ${TEST_DEPS} ${TEST_THIRD_PARTY} GTest::gmock
                                             GTest::gtest_main)
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR})
  # What is tested is optimised in its room; the tests themselves need to compile fast. GCC 12 takes the
  # members of designated initialisers with defaults for uninitialised.
  target_compile_options(
    ${name}_test PRIVATE $<$<CONFIG:Release>:-O1>
                         $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}/tests)
  if(TEST_TIMEOUT)
    set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT})
  endif()
  if(TEST_LABELS)
    set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}")
  endif()
endfunction()
