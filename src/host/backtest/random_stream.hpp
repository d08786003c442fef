// SPDX-License-Identifier: Apache-2.0
// Random choices that are the same on every machine: std::mt19937_64 and std::seed_seq, whose
// outputs the standard gives, and mappings of our own, because it leaves those of its distributions
// to the library. For drawing portfolios, not for keys.
#pragma once
#include <array>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/int128.hpp>
#include <cstdint>
#include <random>

namespace ballast::backtest {

class RandomStream
{
public:
    /// A stream of its own for each (seed, purpose, number).
    RandomStream(std::uint64_t seed, std::uint32_t purpose, std::uint32_t number)
    {
        std::seed_seq words{static_cast<std::uint32_t>(seed),
                            static_cast<std::uint32_t>(seed >> 32U), purpose, number};
        generator_.seed(words);
    }

    /// A whole number from 0 to n - 1, each as likely; n > 0. Source: Lemire, Fast random integer
    /// generation in an interval (2019).
    [[nodiscard]] std::uint64_t below(std::uint64_t n)
    {
        BALLAST_ASSERT(n > 0);
        const std::uint64_t uneven = (0 - n) % n;
        for (;;)
        {
            const u128 product = static_cast<u128>(generator_()) * n;
            if (static_cast<std::uint64_t>(product) >= uneven)
                return static_cast<std::uint64_t>(product >> 64U);
        }
    }
    [[nodiscard]] bool one_in_two() { return below(2) == 0; }
    template <class T, std::size_t N>
    [[nodiscard]] T one_of(const std::array<T, N>& choices)
    {
        return choices[below(N)];
    }

private:
    std::mt19937_64 generator_;
};

}  // namespace ballast::backtest
