// SPDX-License-Identifier: Apache-2.0
// Chains, their contracts and their tokens.
#include "chain_view.hpp"

#include <algorithm>
#include <ballast/engine/commands/recognition.hpp>

namespace ballast::api {
namespace {
using engine::State;

ContractView contract_view(const State& state, std::uint32_t row, std::int64_t now_ms)
{
    const GenesisContract& listing = state.genesis.contracts[row];
    const engine::ContractState& seen = state.contracts[row];
    ContractView out{.kind = listing.kind, .address = listing.address, .status = seen.status};
    out.event_nonce = seen.event_nonce;
    out.head_block = seen.head_block;
    out.head_time_s = seen.head_time_s;
    out.head_age_ms = seen.head_time_s == 0
                          ? -1
                          : std::max<std::int64_t>(
                                0, now_ms - static_cast<std::int64_t>(seen.head_time_s) * 1000);
    out.signer_set = seen.signer_set;
    out.order_life_ms = listing.order_life_ms;
    return out;
}

TokenView token_view(const State& state, TokenIndex token)
{
    const GenesisToken& listing = state.genesis.tokens[token.value];
    const engine::TokenState& row = state.tokens[token.value];
    TokenView out{.asset = listing.asset, .address = listing.address, .decimals = listing.decimals};
    out.locked = row.locked;
    out.released = row.released;
    out.in_accounts = row.in_accounts;
    out.in_clearing = row.in_clearing;
    out.unexplained = row.unexplained;
    out.in_flight = row.in_flight;
    out.difference = row.held() - row.claims();
    return out;
}

/// The bucket as it would be found by a deposit now: it leaks at its own size per day.
i128 bucket_used_usd_e6(const State& state, std::uint32_t chain, std::int64_t now_ms)
{
    const engine::ChainState& row = state.chains[chain];
    const std::int64_t elapsed_ms =
        std::clamp<std::int64_t>(now_ms - row.bucket_time_ms, 0, engine::day_ms);
    const i128 leaked =
        mul_div_down(state.genesis.chains[chain].bucket_usd_e6, elapsed_ms, engine::day_ms);
    return std::max<i128>(0, row.bucket_used_usd_e6 - leaked);
}

ChainView chain_view(const State& state, std::uint32_t row, std::int64_t now_ms)
{
    const GenesisChain& listing = state.genesis.chains[row];
    ChainView out{.id = listing.id, .name = listing.name, .eip155 = listing.eip155};
    out.finality_ms = listing.finality_ms;
    out.attestation_ms = listing.attestation_ms;
    out.relay_ms = listing.relay_ms;
    out.inclusion_ms = listing.inclusion_ms;
    out.settlement_delay_ms = risk::settlement_delay_ms(listing);
    out.latency_premium_ppm = state.registry.premium_ppm[row];
    out.cap_usd_e6 = listing.cap_usd_e6;
    out.recognised_usd_e6 = engine::recognised_value_usd_e6(state, row);
    out.bucket_usd_e6 = listing.bucket_usd_e6;
    out.bucket_used_usd_e6 = bucket_used_usd_e6(state, row, now_ms);
    out.line_usd_e6 = listing.line_usd_e6;
    out.line_used_usd_e6 = state.chains[row].line_used_usd_e6;
    out.heartbeat_blocks = listing.heartbeat_blocks;
    for (std::uint32_t i = 0; i < state.genesis.contracts.size(); ++i)
    {
        if (state.registry.contract_chain[i] != row) continue;
        out.contracts.push_back(contract_view(state, i, now_ms));
        const std::int64_t age_ms = out.contracts.back().head_age_ms;
        if (age_ms < 0 || out.head_age_ms < 0)
            out.head_age_ms = -1;
        else
            out.head_age_ms = std::max(out.head_age_ms, age_ms);
    }
    for (const TokenIndex token : state.registry.tokens_by_chain[row])
        out.tokens.push_back(token_view(state, token));
    return out;
}
}  // namespace

ChainsView chains_view(const State& state, std::int64_t now_ms)
{
    ChainsView out{.sequence = state.counters.sequence, .time_ms = state.counters.time_ms};
    out.as_of_ms = std::max(now_ms, out.time_ms);
    for (std::uint32_t row = 0; row < state.genesis.chains.size(); ++row)
        out.chains.push_back(chain_view(state, row, out.as_of_ms));
    return out;
}

}  // namespace ballast::api
