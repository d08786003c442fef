// SPDX-License-Identifier: Apache-2.0
// BALLAST_ASSERT: a bug ends the process, in every build. Never for bad input.
#pragma once

namespace ballast {

/// Prints the broken expectation to standard error and aborts.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace ballast

#define BALLAST_ASSERT(...)         \
    (static_cast<bool>(__VA_ARGS__) \
         ? static_cast<void>(0)     \
         : ::ballast::assertion_failed(#__VA_ARGS__, __FILE__, __LINE__))
/// An invariant too costly for every build: checked where BALLAST_DEEP_CHECKS is defined (debug
/// presets).
#ifdef BALLAST_DEEP_CHECKS
#define BALLAST_DEEP_ASSERT(...) BALLAST_ASSERT(__VA_ARGS__)
#else
#define BALLAST_DEEP_ASSERT(...) static_cast<void>(0)
#endif
