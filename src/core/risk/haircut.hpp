// SPDX-License-Identifier: Apache-2.0
// The haircut H_ij of an asset on a chain in its static form, every term kept. Parts per million,
// rounded up, against the account. Source: docs/margin.md §2. Leaves out learned and observed
// inputs, which will enter as commands.
#pragma once
#include <ballast/domain/genesis.hpp>
#include <boost/describe.hpp>
#include <cstdint>

namespace ballast::risk {

/// T0, the horizon of the market term, milliseconds.
inline constexpr std::int64_t horizon_ms = 600'000;
inline constexpr std::uint32_t one_ppm = 1'000'000;

/// tau_j = finality + attestation + relay + inclusion, milliseconds.
[[nodiscard]] std::int64_t settlement_delay_ms(const GenesisChain& chain);

/// L_j = ((T0 + tau)/T0)^0.5 - 1, rounded up to one part per million; tau_ms >= 0.
[[nodiscard]] std::uint32_t latency_premium_ppm(std::int64_t tau_ms);

/// H_ij = min(cap, m*(1+L) + Q + S + C) taken apart; `total_*` are after the cap.
struct HaircutTerms
{
    std::uint32_t market_ppm{};         ///< m_i, at least its floor
    std::uint32_t latency_ppm{};        ///< m_i * L_j
    std::uint32_t liquidity_ppm{};      ///< Q_ij
    std::uint32_t security_ppm{};       ///< S_ij
    std::uint32_t concentration_ppm{};  ///< C_ij, in the initial haircut only
    std::uint32_t premium_ppm{};        ///< L_j
    std::uint32_t cap_ppm{};
    std::uint32_t total_initial_ppm{};
    std::uint32_t
        total_maintenance_ppm{};  ///< with C = 0 (and L_MM, equal to L in the static form)
    bool operator==(const HaircutTerms&) const = default;
};
BOOST_DESCRIBE_STRUCT(HaircutTerms, (),
                      (market_ppm, latency_ppm, liquidity_ppm, security_ppm, concentration_ppm,
                       premium_ppm, cap_ppm, total_initial_ppm, total_maintenance_ppm))

/// The haircut of `token` (a form of `asset`) on a chain whose latency premium is `premium_ppm`.
[[nodiscard]] HaircutTerms haircut(const GenesisAsset& asset, const GenesisToken& token,
                                   std::uint32_t premium_ppm);

/// The haircuts of collateral that offsets positions: without m_i itself, whose latency part and
/// the rest stay.
struct HedgedHaircut
{
    std::uint32_t initial_ppm{};
    std::uint32_t maintenance_ppm{};
};
[[nodiscard]] HedgedHaircut hedged_haircut(const HaircutTerms& terms);

}  // namespace ballast::risk
