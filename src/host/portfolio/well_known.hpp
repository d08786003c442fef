// SPDX-License-Identifier: Apache-2.0
// What a portfolio file need not say of well-known chains and assets. Source: the worked table of
// docs/margin.md.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ballast::portfolio {

/// The terms of a haircut before the chain's latency enters, parts per million.
struct HaircutInputs
{
    std::uint32_t market_ppm{};
    std::uint32_t liquidity_ppm{};
    std::uint32_t security_ppm{};
    std::uint32_t concentration_ppm{};
    std::uint32_t cap_ppm{1'000'000};
};

/// L of a chain, parts per million.
[[nodiscard]] std::optional<std::uint32_t> known_premium_ppm(std::string_view chain);
[[nodiscard]] std::optional<HaircutInputs> known_haircut(std::string_view asset,
                                                         std::string_view chain);
/// The names that known_premium_ppm knows, for a sentence.
[[nodiscard]] std::string known_chains();

}  // namespace ballast::portfolio
