// SPDX-License-Identifier: Apache-2.0
// Quotes and accepts.
#include "trading.hpp"

#include <algorithm>
#include <ballast/env/clock.hpp>
#include <ballast/env/entropy.hpp>
#include <ballast/numeric/mul_div.hpp>

namespace ballast::demo {
namespace {
namespace json = boost::json;

constexpr i128 one_ppm = 1'000'000;
constexpr i128 e10 = 10'000'000'000;
constexpr std::uint64_t accept_life_s = 60;
/// A quote must live long enough for its permit to be relayed.
constexpr std::uint64_t quote_life_s_min = 12;
/// Quotes from before a move of the index stand on the board until they expire; a venue's band
/// would refuse them.
constexpr i128 mark_distance_ppm_max = 10'000;

i128 magnitude(i128 value) { return value < 0 ? -value : value; }

Answer<Listing> read_listing(Stage& stage)
{
    BALLAST_TRY(const auto instruments, stage.hub().read("/v1/instruments"));
    return find_listing(instruments, stage.script.instrument);
}

/// The best quote near the present mark that takes the other side of all of the wish, or nothing
/// yet.
Answer<std::optional<SignedQuote>> best_quote(Stage& stage, const Wish& wish)
{
    BALLAST_TRY(const Listing listing, read_listing(stage));
    const i128 mark_e18 = listing.mark_e8 * e10;
    BALLAST_TRY(const auto board,
                stage.hub().read("/v1/quotes?instrument=" + stage.script.instrument));
    const auto now_s = static_cast<std::uint64_t>(env::SystemClock{}.now_ms() / 1'000);
    for (const auto& offer : items_at(board, wish.quantity_e18 > 0 ? "makers_sell" : "makers_buy"))
    {
        BALLAST_TRY(const SignedQuote quote, read_quote(listing, offer));
        BALLAST_TRY(const i128 left, integer_at(offer, "left_e18"));
        const i128 distance = magnitude(quote.quote.price_e18 - mark_e18);
        if (mul_div_up(distance, one_ppm, std::max<i128>(1, mark_e18)) > mark_distance_ppm_max)
            continue;
        if (magnitude(left) >= magnitude(wish.quantity_e18) &&
            quote.quote.expiry_s >= now_s + quote_life_s_min)
            return quote;
    }
    return std::nullopt;
}

/// A limit a little beyond the quote's price, on the tick.
i128 limit_price(const Stage& stage, const Listing& listing, const Quote& quote, bool buys)
{
    const i128 tick = listing.tick_e8 * e10;
    const i128 slip = mul_div_down(quote.price_e18, stage.script.slip_ppm, one_ppm);
    return buys ? div_ceil(quote.price_e18 + slip, tick) * tick
                : div_floor(quote.price_e18 - slip, tick) * tick;
}
}  // namespace

Answer<SignedTrade> prepare_trade(Stage& stage, const Wish& wish)
{
    BALLAST_TRY(const Listing listing, read_listing(stage));
    BALLAST_TRY(const SignedQuote quote,
                stage.wait_for<SignedQuote>("a quote of the maker", stage.script.patience.start,
                                            [&] { return best_quote(stage, wish); }));
    const auto now_s = static_cast<std::uint64_t>(env::SystemClock{}.now_ms() / 1'000);
    const Accept accept{
        .account = stage.cast.trader_account(),
        .quote_digest = quote.digest,
        .quantity_e18 = wish.quantity_e18,
        .limit_price_e18 = limit_price(stage, listing, quote.quote, wish.quantity_e18 > 0),
        .deadline_s = now_s + accept_life_s,
        .nonce = env::SystemEntropy{}.number()};
    SignedTrade out = sign_trade(listing, quote, accept, stage.cast.trader);
    out.relay = wish.relay;
    return out;
}

Answer<Posted> post_trade(Stage& stage, const Wish& wish)
{
    Posted out;
    BALLAST_TRY(out.trade, prepare_trade(stage, wish));
    BALLAST_TRY(out.answer, stage.hub().post("/v1/trades", trade_request(out.trade)));
    return out;
}

Answer<json::value> wait_for_order(Stage& stage, const std::string& order_id,
                                   std::string_view stage_name, std::chrono::milliseconds timeout)
{
    const std::string what = "order " + order_id + " is " + std::string{stage_name};
    return stage.wait_for<json::value>(what, timeout, [&]() -> Answer<std::optional<json::value>> {
        BALLAST_TRY(auto order, stage.hub().read("/v1/orders/" + order_id));
        if (text_at(order, "stage") == stage_name) return order;
        return std::nullopt;
    });
}

}  // namespace ballast::demo
