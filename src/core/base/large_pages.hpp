// SPDX-License-Identifier: Apache-2.0
// Memory for tables that are looked into at random: on large pages where the system has them, so
// that an access misses the cache alone and not the address tables too. A wish, not a condition: it
// changes no result.
#pragma once
#include <cstddef>
#include <new>

namespace ballast {

/// Bytes of a large page; smaller tables stand in ordinary memory.
inline constexpr std::size_t large_page_size = std::size_t{2} << 20U;

/// Asks the system to back these whole large pages with large pages.
void advise_large_pages(void* address, std::size_t bytes) noexcept;

/// An allocator for std::vector.
template <class T>
class LargePages
{
public:
    using value_type = T;
    LargePages() = default;
    template <class U>
    LargePages(const LargePages<U>& /*other*/) noexcept
    {}

    [[nodiscard]] T* allocate(std::size_t count)
    {
        const std::size_t bytes = count * sizeof(T);
        if (bytes < large_page_size)
            return static_cast<T*>(::operator new(bytes, std::align_val_t{alignof(T)}));
        void* const address = ::operator new(whole_pages(bytes), std::align_val_t{large_page_size});
        advise_large_pages(address, whole_pages(bytes));
        return static_cast<T*>(address);
    }
    void deallocate(T* address, std::size_t count) noexcept
    {
        const bool large = count * sizeof(T) >= large_page_size;
        ::operator delete(address, std::align_val_t{large ? large_page_size : alignof(T)});
    }
    template <class U>
    bool operator==(const LargePages<U>& /*other*/) const noexcept
    {
        return true;
    }

private:
    static std::size_t whole_pages(std::size_t bytes)
    {
        return (bytes + large_page_size - 1) / large_page_size * large_page_size;
    }
};

}  // namespace ballast
