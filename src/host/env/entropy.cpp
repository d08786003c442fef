// SPDX-License-Identifier: Apache-2.0
// Random bytes from the kernel, or from a seed.
#include "entropy.hpp"

#include <sys/random.h>

#include <ballast/base/assert.hpp>
#include <cerrno>

namespace ballast::env {

Bytes32 Entropy::bytes32()
{
    Bytes32 out;
    fill(out.bytes);
    return out;
}

std::uint64_t Entropy::number()
{
    std::array<std::uint8_t, 8> bytes;
    fill(bytes);
    return read_big_endian<std::uint64_t>(bytes.data());
}

void SystemEntropy::fill(std::span<std::uint8_t> out)
{
    while (!out.empty())
    {
        const ssize_t got = ::getrandom(out.data(), out.size(), 0);
        BALLAST_ASSERT(got > 0 || (got < 0 && errno == EINTR));
        if (got > 0) out = out.subspan(static_cast<std::size_t>(got));
    }
}

void SeededEntropy::fill(std::span<std::uint8_t> out)
{
    const std::lock_guard lock{mutex_};
    for (std::size_t i = 0; i < out.size(); i += 8)
    {
        // splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        z ^= z >> 31U;
        for (std::size_t j = i; j < std::min(i + 8, out.size()); ++j)
            out[j] = static_cast<std::uint8_t>(z >> (8 * (7 - (j - i))));
    }
}

}  // namespace ballast::env
