// SPDX-License-Identifier: Apache-2.0
// The worked table of docs/margin.md: six chains by eight assets, a clip of 5 M USD; parts per
// million, rounded up.
#include "well_known.hpp"

#include <algorithm>
#include <array>
#include <ballast/risk/haircut.hpp>

namespace ballast::portfolio {
namespace {

struct KnownChain
{
    std::string_view name;
    std::int64_t tau_ms;
};
constexpr KnownChain chains[] = {
    {"ethereum", 1260'000}, {"arbitrum", 1200'000}, {"base", 1200'000},
    {"solana", 92'000},     {"avalanche", 64'000},  {"bnb", 120'000},
};

struct KnownAsset
{
    std::string_view name;
    std::uint32_t market_ppm;
    std::uint32_t cap_ppm;
};
constexpr KnownAsset assets[] = {
    {"USDC", 6430, 250000},  {"USDT", 6430, 250000},    {"WBTC", 28068, 500000},
    {"ETH", 28374, 500000},  {"wstETH", 30211, 600000}, {"SOL", 32466, 600000},
    {"AVAX", 50399, 700000}, {"BNB", 34579, 600000},
};

struct KnownToken
{
    std::string_view asset;
    std::string_view chain;
    std::uint32_t liquidity_ppm;
    std::uint32_t security_ppm;
};
constexpr KnownToken tokens[] = {
    {"USDC", "ethereum", 210, 0},          {"USDC", "arbitrum", 255, 5000},
    {"USDC", "base", 255, 7500},           {"USDC", "solana", 273, 10000},
    {"USDC", "avalanche", 416, 10000},     {"USDC", "bnb", 383, 40000},
    {"USDT", "ethereum", 189, 0},          {"USDT", "arbitrum", 226, 5000},
    {"USDT", "base", 279, 37500},          {"USDT", "solana", 241, 10000},
    {"USDT", "avalanche", 358, 10000},     {"USDT", "bnb", 263, 10000},
    {"WBTC", "ethereum", 4872, 0},         {"WBTC", "arbitrum", 6766, 15000},
    {"WBTC", "base", 6766, 17500},         {"WBTC", "solana", 7530, 40000},
    {"WBTC", "avalanche", 13499, 40000},   {"WBTC", "bnb", 8648, 40000},
    {"ETH", "ethereum", 3589, 0},          {"ETH", "arbitrum", 4951, 5000},
    {"ETH", "base", 4951, 7500},           {"ETH", "solana", 5500, 40000},
    {"ETH", "avalanche", 9794, 40000},     {"ETH", "bnb", 6304, 40000},
    {"wstETH", "ethereum", 11433, 0},      {"wstETH", "arbitrum", 15962, 15000},
    {"wstETH", "base", 15962, 17500},      {"wstETH", "solana", 17787, 40000},
    {"wstETH", "avalanche", 32062, 40000}, {"wstETH", "bnb", 20461, 40000},
    {"SOL", "ethereum", 8138, 30000},      {"SOL", "arbitrum", 11385, 35000},
    {"SOL", "base", 11385, 37500},         {"SOL", "solana", 9064, 10000},
    {"SOL", "avalanche", 22927, 40000},    {"SOL", "bnb", 14611, 40000},
    {"AVAX", "ethereum", 31507, 30000},    {"AVAX", "arbitrum", 44350, 35000},
    {"AVAX", "base", 44350, 37500},        {"AVAX", "solana", 49526, 40000},
    {"AVAX", "avalanche", 63792, 10000},   {"AVAX", "bnb", 57110, 40000},
    {"BNB", "ethereum", 8300, 30000},      {"BNB", "arbitrum", 11614, 35000},
    {"BNB", "base", 11614, 37500},         {"BNB", "solana", 12949, 40000},
    {"BNB", "avalanche", 23394, 40000},    {"BNB", "bnb", 10628, 10000},
};

}  // namespace

std::optional<std::uint32_t> known_premium_ppm(std::string_view chain)
{
    const auto* const at = std::ranges::find(chains, chain, &KnownChain::name);
    if (at == std::end(chains)) return {};
    return risk::latency_premium_ppm(at->tau_ms);
}

std::optional<HaircutInputs> known_haircut(std::string_view asset, std::string_view chain)
{
    const auto* const a = std::ranges::find(assets, asset, &KnownAsset::name);
    const auto* const t = std::ranges::find_if(
        tokens, [&](const KnownToken& k) { return k.asset == asset && k.chain == chain; });
    if (a == std::end(assets) || t == std::end(tokens)) return {};
    return HaircutInputs{.market_ppm = a->market_ppm,
                         .liquidity_ppm = t->liquidity_ppm,
                         .security_ppm = t->security_ppm,
                         .cap_ppm = a->cap_ppm};
}

std::string known_chains()
{
    std::string out;
    for (const KnownChain& chain : chains)
        out += (out.empty() ? "" : ", ") + std::string{chain.name};
    return out;
}

}  // namespace ballast::portfolio
