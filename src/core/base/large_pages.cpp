// SPDX-License-Identifier: Apache-2.0
// The one system call of core. It reads nothing and decides nothing.
#include "large_pages.hpp"

#include <sys/mman.h>

namespace ballast {

void advise_large_pages(void* address, std::size_t bytes) noexcept
{
    // Where it is refused the pages are small ones.
    static_cast<void>(::madvise(address, bytes, MADV_HUGEPAGE));
}

}  // namespace ballast
