# SPDX-License-Identifier: Apache-2.0
# Third-party libraries, all from the system's packages, as imported targets named ballast_dep::*.
# The script tools/setup installs them; docs/adr/0003 says why each was chosen.
find_package(Threads REQUIRED)
find_package(GTest REQUIRED)
include(GoogleTest)
find_package(PkgConfig REQUIRED)

# Boost headers only (1.81): Describe, mp11, unordered_flat_map, multiprecision, Math, Asio, Beast, JSON.
find_path(BALLAST_BOOST_INCLUDE boost/describe.hpp HINTS ${PROJECT_SOURCE_DIR}/build/deps/usr/include REQUIRED)
add_library(ballast_dep_boost INTERFACE)
add_library(ballast_dep::boost ALIAS ballast_dep_boost)
target_include_directories(ballast_dep_boost SYSTEM INTERFACE ${BALLAST_BOOST_INCLUDE})
target_compile_definitions(ballast_dep_boost INTERFACE BOOST_ALL_NO_LIB BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)

pkg_check_modules(secp256k1 REQUIRED IMPORTED_TARGET libsecp256k1)
add_library(ballast_dep::secp256k1 ALIAS PkgConfig::secp256k1)
pkg_check_modules(cryptopp REQUIRED IMPORTED_TARGET libcrypto++)
add_library(ballast_dep::cryptopp ALIAS PkgConfig::cryptopp)
pkg_check_modules(openssl_crypto REQUIRED IMPORTED_TARGET libcrypto)
add_library(ballast_dep::openssl_crypto ALIAS PkgConfig::openssl_crypto)
# SIMD from one source, chosen at run time. Only targets on which a fused multiply-add is one instruction, so that
# every one of them gives the same bits (docs/adr/0015). AVX2 must not ask for AES, which x86-64-v3 does not name.
pkg_check_modules(hwy REQUIRED IMPORTED_TARGET libhwy)
add_library(ballast_dep_hwy INTERFACE)
add_library(ballast_dep::hwy ALIAS ballast_dep_hwy)
target_link_libraries(ballast_dep_hwy INTERFACE PkgConfig::hwy)
target_compile_definitions(ballast_dep_hwy INTERFACE HWY_DISABLED_TARGETS=\(HWY_SSSE3|HWY_SSE4\) HWY_DISABLE_PCLMUL_AES)
# Only the sources named here may use the instructions of x86-64-v3; the rest of their module keeps its baseline.
# Highway includes such a source again for every instruction set, by the name that it has in its own folder.
function(ballast_simd_sources)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS -march=x86-64-v3
    INCLUDE_DIRECTORIES ${CMAKE_CURRENT_SOURCE_DIR})
endfunction()
if(BALLAST_HOST)
  pkg_check_modules(rocksdb REQUIRED IMPORTED_TARGET rocksdb)
  add_library(ballast_dep::rocksdb ALIAS PkgConfig::rocksdb)
  find_package(fmt REQUIRED)
  add_library(ballast_dep::fmt ALIAS fmt::fmt)
  find_package(spdlog REQUIRED)
  add_library(ballast_dep::spdlog ALIAS spdlog::spdlog)
  pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
  add_library(ballast_dep::toml ALIAS PkgConfig::tomlplusplus)
  find_package(CLI11 REQUIRED)
  add_library(ballast_dep::cli11 ALIAS CLI11::CLI11)
  find_package(prometheus-cpp CONFIG REQUIRED)
  add_library(ballast_dep_prometheus INTERFACE)
  target_link_libraries(ballast_dep_prometheus INTERFACE prometheus-cpp::core)
  add_library(ballast_dep::prometheus ALIAS ballast_dep_prometheus)
endif()

# Peers of the benchmarks; ./bench fetches them into build/deps, and what is absent is not compared with.
if(BALLAST_BENCH)
  find_path(BALLAST_EIGEN_INCLUDE Eigen/SparseCore HINTS ${PROJECT_SOURCE_DIR}/build/deps/usr/include PATH_SUFFIXES eigen3)
  if(BALLAST_EIGEN_INCLUDE)
    add_library(ballast_dep_eigen INTERFACE)
    add_library(ballast_dep::eigen ALIAS ballast_dep_eigen)
    target_include_directories(ballast_dep_eigen SYSTEM INTERFACE ${BALLAST_EIGEN_INCLUDE})
  endif()
  find_path(BALLAST_QUANTLIB_INCLUDE ql/qldefines.hpp HINTS ${PROJECT_SOURCE_DIR}/build/deps/usr/include)
  find_library(BALLAST_QUANTLIB_LIBRARY QuantLib HINTS ${PROJECT_SOURCE_DIR}/build/deps/usr/lib)
  if(BALLAST_QUANTLIB_INCLUDE AND BALLAST_QUANTLIB_LIBRARY)
    # CMake writes the folder of a library outside the system's into the programs that link it (rpath).
    add_library(ballast_dep_quantlib SHARED IMPORTED)
    add_library(ballast_dep::quantlib ALIAS ballast_dep_quantlib)
    set_target_properties(ballast_dep_quantlib PROPERTIES IMPORTED_LOCATION ${BALLAST_QUANTLIB_LIBRARY})
    target_include_directories(ballast_dep_quantlib SYSTEM INTERFACE ${BALLAST_QUANTLIB_INCLUDE})
    target_link_libraries(ballast_dep_quantlib INTERFACE ballast_dep::boost)
  endif()
endif()
