# SPDX-License-Identifier: Apache-2.0
# One interface target carries the warnings; the presets turn them into errors.
option(BALLAST_WERROR "warnings are errors" OFF)
add_library(ballast_warnings INTERFACE)
target_compile_options(ballast_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -Wno-missing-field-initializers) # designated initialisers leave out what has a default
if(BALLAST_WERROR)
  target_compile_options(ballast_warnings INTERFACE -Werror)
endif()
# Deep inlining at -O2 makes g++ 12 report these from inside the standard library.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(ballast_warnings INTERFACE -Wno-maybe-uninitialized
    -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds -Wno-restrict)
endif()
