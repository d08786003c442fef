// SPDX-License-Identifier: Apache-2.0
// How much of a deposit counts: caps per account, per (token, chain), per chain, and the chain's
// daily bucket. The rest is locked and attested, valued at nothing, and says so. Source:
// docs/margin.md §2; wire.md §2, Containment.
#pragma once
#include <ballast/engine/books.hpp>

namespace ballast::engine {

inline constexpr std::int64_t day_ms = 86'400'000;

struct Recognition
{
    u128 recognised{};
    RecognitionLimit limit{};
};

/// What is left of the chain's daily bucket, USD e6; it leaks at its own size per day.
template <class S>
i128 bucket_room_usd_e6(S& state, std::uint32_t chain)
{
    ChainState& row = state.chains[chain];
    const i128 size = state.genesis.chains[chain].bucket_usd_e6;
    const std::int64_t elapsed_ms =
        std::min<std::int64_t>(state.counters.time_ms - row.bucket_time_ms, day_ms);
    if (elapsed_ms > 0)
    {
        const i128 leaked = mul_div_down(size, elapsed_ms, day_ms);
        row.bucket_used_usd_e6 = std::max<i128>(0, row.bucket_used_usd_e6 - leaked);
        row.bucket_time_ms = state.counters.time_ms;
    }
    return size > row.bucket_used_usd_e6 ? size - row.bucket_used_usd_e6 : 0;
}

/// Value recognised on a chain at present prices, USD e6.
template <class S>
i128 recognised_value_usd_e6(const S& state, std::uint32_t chain)
{
    i128 out = 0;
    for (const TokenIndex token : state.registry.tokens_by_chain[chain])
        out += state.recognised_usd_e6[token.value];
    return out;
}

/// The part of `amount` that counts, and the limit that stopped the rest. Charges the bucket.
template <class S>
Recognition recognise(S& state, AccountIndex account, TokenIndex token, u128 amount)
{
    const GenesisToken& listing = state.genesis.tokens[token.value];
    const TokenInfo& info = state.registry.tokens[token.value];
    const risk::TokenRisk& terms = state.risk.tokens[token.value];
    if (state.accounts[account.value].id.home_chain().value != 0)
        return {0, RecognitionLimit::HomeChain};
    if (amount < listing.minimum_deposit) return {0, RecognitionLimit::BelowMinimum};
    if (terms.price_e8 == 0) return {0, RecognitionLimit::NoPrice};

    Recognition out{amount, RecognitionLimit::None};
    const auto bound = [&out](i128 room, RecognitionLimit limit) {
        const u128 units = room > 0 ? static_cast<u128>(room) : 0;
        if (units >= out.recognised) return;
        out.recognised = units;
        out.limit = limit;
    };
    const Balance* held = find_row(state.accounts[account.value].balances, &Balance::token, token);
    bound(static_cast<i128>(listing.cap_account) - (held ? held->amount : 0),
          RecognitionLimit::AccountCap);
    bound(static_cast<i128>(listing.cap_total) - state.tokens[token.value].recognised,
          RecognitionLimit::TokenCap);
    const i128 chain_room =
        state.genesis.chains[info.chain].cap_usd_e6 - recognised_value_usd_e6(state, info.chain);
    const i128 bucket_room = bucket_room_usd_e6(state, info.chain);
    i128 value = mul_div_up(static_cast<i128>(out.recognised), terms.price_e8, info.unit);
    if (value > std::min(chain_room, bucket_room))
    {
        bound(mul_div_down(std::max<i128>(0, chain_room), info.unit, terms.price_e8),
              RecognitionLimit::ChainCap);
        bound(mul_div_down(bucket_room, info.unit, terms.price_e8), RecognitionLimit::DailyBucket);
        value = mul_div_up(static_cast<i128>(out.recognised), terms.price_e8, info.unit);
    }
    state.chains[info.chain].bucket_used_usd_e6 += value;
    return out;
}

}  // namespace ballast::engine
