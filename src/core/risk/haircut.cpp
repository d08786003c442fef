// SPDX-License-Identifier: Apache-2.0
// The static haircut.
#include "haircut.hpp"

#include <algorithm>
#include <ballast/numeric/mul_div.hpp>

namespace ballast::risk {

std::int64_t settlement_delay_ms(const GenesisChain& chain)
{
    return chain.finality_ms + chain.attestation_ms + chain.relay_ms + chain.inclusion_ms;
}

std::uint32_t latency_premium_ppm(std::int64_t tau_ms)
{
    // sqrt(x) in ppm is sqrt(x * 10^12): exact integers, rounded up at both steps.
    const i128 ratio = mul_div_up(horizon_ms + tau_ms, pow10(12), horizon_ms);
    return static_cast<std::uint32_t>(isqrt_ceil(static_cast<u128>(ratio)) - one_ppm);
}

HaircutTerms haircut(const GenesisAsset& asset, const GenesisToken& token,
                     std::uint32_t premium_ppm)
{
    HaircutTerms out;
    out.market_ppm = std::max(asset.market_ppm, asset.floor_ppm);
    out.premium_ppm = premium_ppm;
    out.latency_ppm = static_cast<std::uint32_t>(mul_div_up(out.market_ppm, premium_ppm, one_ppm));
    out.liquidity_ppm = token.liquidity_ppm;
    out.security_ppm = token.security_ppm;
    out.concentration_ppm = token.concentration_ppm;
    out.cap_ppm = asset.cap_ppm;
    const std::uint64_t standing =
        std::uint64_t{out.market_ppm} + out.latency_ppm + out.liquidity_ppm + out.security_ppm;
    out.total_maintenance_ppm =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(standing, asset.cap_ppm));
    out.total_initial_ppm = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(standing + out.concentration_ppm, asset.cap_ppm));
    return out;
}

HedgedHaircut hedged_haircut(const HaircutTerms& terms)
{
    const std::uint32_t rest = terms.latency_ppm + terms.liquidity_ppm + terms.security_ppm;
    return {.initial_ppm = std::min(rest + terms.concentration_ppm, terms.total_initial_ppm),
            .maintenance_ppm = std::min(rest, terms.total_maintenance_ppm)};
}

}  // namespace ballast::risk
