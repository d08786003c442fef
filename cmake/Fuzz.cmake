# SPDX-License-Identifier: Apache-2.0
# ballast_fuzz(name source libs...): with clang and BALLAST_FUZZ the target explores; otherwise it replays its
# corpus (tests/fuzz/corpus/<name>) as a plain test.
option(BALLAST_FUZZ "build fuzz targets with libFuzzer" OFF)
function(ballast_fuzz name source)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE ${ARGN} ballast_warnings)
  if(BALLAST_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cpp)
  endif()
  set(replay_only)
  if(BALLAST_FUZZ)
    set(replay_only -runs=0)
  endif()
  add_test(NAME corpus/${name} COMMAND ${name} ${replay_only} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
  set_tests_properties(corpus/${name} PROPERTIES LABELS corpus)
endfunction()
