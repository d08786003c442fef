# SPDX-License-Identifier: Apache-2.0
# ballast_layer(name MAY_USE ...) states a rule; ballast_module(name USES ... LIBS ...) must obey it.
# A module is a folder: its *.cpp and *.hpp, and its *_test.cpp as one test program, which may have *_test_kit.hpp
# of its own. A module under src/core gets core's flags (no exceptions, no RTTI, no contraction of floating point).

function(ballast_layer name)
  cmake_parse_arguments(ARG "" "" "MAY_USE" ${ARGN})
  foreach(dep IN LISTS ARG_MAY_USE)
    get_property(known GLOBAL PROPERTY BALLAST_MAY_USE_${dep} SET)
    if(NOT known)
      message(FATAL_ERROR "layer '${name}' may not use '${dep}': declare '${dep}' above it (layers form no cycle)")
    endif()
  endforeach()
  set_property(GLOBAL PROPERTY BALLAST_MAY_USE_${name} "${ARG_MAY_USE}")
endfunction()

# Tells headers that their own source includes first from those that nothing compiles alone.
function(ballast_split_headers headers alone paired)
  foreach(header IN LISTS headers)
    get_filename_component(stem ${header} NAME_WLE)
    get_filename_component(folder ${header} DIRECTORY)
    set(first "")
    if(EXISTS ${folder}/${stem}.cpp)
      file(STRINGS ${folder}/${stem}.cpp first REGEX "^#include" LIMIT_COUNT 1)
    endif()
    if(first STREQUAL "#include \"${stem}.hpp\"")
      list(APPEND is_paired ${header})
    else()
      list(APPEND is_alone ${header})
    endif()
  endforeach()
  set(${alone} "${is_alone}" PARENT_SCOPE)
  set(${paired} "${is_paired}" PARENT_SCOPE)
endfunction()

function(ballast_module name)
  cmake_parse_arguments(ARG "" "" "USES;LIBS;TEST_LIBS;TEST_USES" ${ARGN})
  get_property(known GLOBAL PROPERTY BALLAST_MAY_USE_${name} SET)
  if(NOT known)
    message(FATAL_ERROR "module '${name}' has no layer in cmake/Architecture.cmake")
  endif()
  get_property(may_use GLOBAL PROPERTY BALLAST_MAY_USE_${name})
  foreach(dep IN LISTS ARG_USES)
    if(NOT dep IN_LIST may_use)
      message(FATAL_ERROR "module '${name}' uses '${dep}', but cmake/Architecture.cmake lets it use only: ${may_use}")
    endif()
  endforeach()

  # A test may also bring in other layers, such as the simulated store; the module itself stays as it is.
  foreach(dep IN LISTS ARG_TEST_USES)
    get_property(known GLOBAL PROPERTY BALLAST_MAY_USE_${dep} SET)
    if(NOT known)
      message(FATAL_ERROR "tests of module '${name}' use '${dep}', which is no layer of cmake/Architecture.cmake")
    endif()
  endforeach()

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS *.hpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER headers EXCLUDE REGEX "_test_kit\\.hpp$")

  # Each module gets its own include root, so only modules that link it can include it.
  set(root ${PROJECT_BINARY_DIR}/include_roots/${name})
  file(MAKE_DIRECTORY ${root}/ballast)
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${root}/ballast/${name} SYMBOLIC)

  if(sources)
    add_library(ballast_${name} STATIC ${sources})
    target_link_libraries(ballast_${name} PRIVATE ballast_warnings)
    set(scope PUBLIC)
  else()
    add_library(ballast_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(ballast::${name} ALIAS ballast_${name})
  target_include_directories(ballast_${name} ${scope} ${root})
  file(RELATIVE_PATH from_core ${PROJECT_SOURCE_DIR}/src/core ${CMAKE_CURRENT_SOURCE_DIR})
  if(NOT from_core MATCHES "^\\.\\.")
    target_compile_options(ballast_${name} ${scope} $<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>)
    if(sources)
      target_compile_options(ballast_${name} PRIVATE -fno-exceptions -fno-rtti)
    endif()
  endif()
  # Every header must compile alone, seeing only what this module may use. One that a source of the same name includes
  # before all else is compiled so already; CMake compiles the others by themselves.
  ballast_split_headers("${headers}" alone paired)
  string(REPLACE "${CMAKE_CURRENT_SOURCE_DIR}/" "${root}/ballast/${name}/" alone "${alone}")
  string(REPLACE "${CMAKE_CURRENT_SOURCE_DIR}/" "${root}/ballast/${name}/" paired "${paired}")
  target_sources(ballast_${name} ${scope}
    FILE_SET HEADERS BASE_DIRS ${root} FILES ${alone}
    FILE_SET paired TYPE HEADERS BASE_DIRS ${root} FILES ${paired})
  set_target_properties(ballast_${name} PROPERTIES INTERFACE_HEADER_SETS_TO_VERIFY HEADERS)
  list(TRANSFORM ARG_USES PREPEND ballast::)
  target_link_libraries(ballast_${name} ${scope} ${ARG_USES} ${ARG_LIBS})

  if(tests)
    list(TRANSFORM ARG_TEST_USES PREPEND ballast::)
    add_executable(ballast_${name}_test ${tests})
    target_link_libraries(ballast_${name}_test PRIVATE ballast::${name} ${ARG_TEST_USES} ${ARG_TEST_LIBS}
      ballast_warnings GTest::gmock GTest::gtest_main)
    gtest_discover_tests(ballast_${name}_test TEST_PREFIX ${name}/ DISCOVERY_MODE PRE_TEST
      PROPERTIES LABELS "unit" ENVIRONMENT "BALLAST_SOURCE_DIR=${PROJECT_SOURCE_DIR}")
    target_compile_definitions(ballast_${name}_test PRIVATE BALLAST_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  endif()
endfunction()
