// SPDX-License-Identifier: Apache-2.0
// Quotes and accepts.
#include "quote_taking.hpp"

#include <algorithm>
#include <ballast/env/clock.hpp>
#include <ballast/env/entropy.hpp>
#include <ballast/numeric/mul_div.hpp>

namespace ballast::demo {
namespace {
constexpr i128 one_ppm = 1'000'000;
constexpr i128 e10 = 10'000'000'000;
constexpr std::uint64_t accept_life_s = 60;
/// A quote must live long enough for its permit to be relayed.
constexpr std::uint64_t quote_life_s_min = 12;
/// Quotes from before a move of the index stand on the board until they expire; a venue's band
/// would refuse them.
constexpr i128 mark_distance_ppm_max = 10'000;

i128 magnitude(i128 value) { return value < 0 ? -value : value; }

/// A limit a little beyond the quote's price, on the tick.
i128 limit_price(const Listing& listing, const Quote& quote, const Taking& taking)
{
    const i128 tick = listing.tick_e8 * e10;
    const i128 slip = mul_div_down(quote.price_e18, taking.slip_ppm, one_ppm);
    return taking.quantity_e18 > 0 ? div_ceil(quote.price_e18 + slip, tick) * tick
                                   : div_floor(quote.price_e18 - slip, tick) * tick;
}

std::uint64_t now_s() { return static_cast<std::uint64_t>(env::SystemClock{}.now_ms() / 1'000); }
}  // namespace

Answer<std::optional<SignedQuote>> best_quote(HubClient& hub, const Listing& listing,
                                              i128 quantity_e18)
{
    const i128 mark_e18 = listing.mark_e8 * e10;
    BALLAST_TRY(const auto board, hub.read("/v1/quotes?instrument=" + listing.name.text()));
    for (const auto& offer : items_at(board, quantity_e18 > 0 ? "makers_sell" : "makers_buy"))
    {
        BALLAST_TRY(const SignedQuote quote, read_quote(listing, offer));
        BALLAST_TRY(const i128 left, integer_at(offer, "left_e18"));
        const i128 distance = magnitude(quote.quote.price_e18 - mark_e18);
        if (mul_div_up(distance, one_ppm, std::max<i128>(1, mark_e18)) > mark_distance_ppm_max)
            continue;
        if (magnitude(left) >= magnitude(quantity_e18) &&
            quote.quote.expiry_s >= now_s() + quote_life_s_min)
            return quote;
    }
    return std::nullopt;
}

SignedTrade accept_quote(const Listing& listing, const SignedQuote& quote, const Taking& taking,
                         const crypto::SecretKey& key)
{
    const Accept accept{.account = taking.account,
                        .quote_digest = quote.digest,
                        .quantity_e18 = taking.quantity_e18,
                        .limit_price_e18 = limit_price(listing, quote.quote, taking),
                        .deadline_s = now_s() + accept_life_s,
                        .nonce = env::SystemEntropy{}.number()};
    return sign_trade(listing, quote, accept, key);
}

}  // namespace ballast::demo
