// SPDX-License-Identifier: Apache-2.0
// The end of a process that found a bug in itself.
#include "assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace ballast {

void assertion_failed(const char* expression, const char* file, int line) noexcept
{
    std::fprintf(stderr, "ballast: broken invariant: %s (%s:%d)\n", expression, file, line);
    std::abort();
}

}  // namespace ballast
