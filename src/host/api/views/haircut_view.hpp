// SPDX-License-Identifier: Apache-2.0
// The matrix of haircuts, asset by chain, with every part of each H_ij; also as an aligned text
// table. Source: docs/margin.md §2.
#pragma once
#include <ballast/engine/state.hpp>
#include <boost/describe.hpp>
#include <string>
#include <vector>

namespace ballast::api {

/// One form of an asset on one chain.
struct HaircutCell
{
    ChainId chain;
    std::string chain_name;
    Address token;
    risk::HaircutTerms haircut;
};
BOOST_DESCRIBE_STRUCT(HaircutCell, (), (chain, chain_name, token, haircut))

struct HaircutRow
{
    std::string asset;
    std::uint32_t market_ppm{};  ///< m_i, at least its floor
    std::uint32_t floor_ppm{};
    std::uint32_t cap_ppm{};
    std::uint32_t confidence_k_ppm{};  ///< k of price - k*conf in E_IM
    std::vector<HaircutCell> chains;
};
BOOST_DESCRIBE_STRUCT(HaircutRow, (),
                      (asset, market_ppm, floor_ppm, cap_ppm, confidence_k_ppm, chains))

struct PremiumView
{
    ChainId chain;
    std::string chain_name;
    std::int64_t settlement_delay_ms{};   ///< tau_j
    std::uint32_t latency_premium_ppm{};  ///< L_j
};
BOOST_DESCRIBE_STRUCT(PremiumView, (),
                      (chain, chain_name, settlement_delay_ms, latency_premium_ppm))

struct HaircutsView
{
    Sequence sequence;
    std::vector<PremiumView> chains;
    std::vector<HaircutRow> assets;
};
BOOST_DESCRIBE_STRUCT(HaircutsView, (), (sequence, chains, assets))

[[nodiscard]] HaircutsView haircuts_view(const engine::State& state);

/// Two tables in percent: the initial H_ij of each asset on each chain (several forms of one asset
/// on a chain stand beside each other with a slash), then the parts of each.
[[nodiscard]] std::string haircut_table(const HaircutsView& view);

}  // namespace ballast::api
