// SPDX-License-Identifier: Apache-2.0
// One round of quotes after the other.
#include "maker.hpp"

#include <spdlog/spdlog.h>

#include <ballast/numeric/mul_div.hpp>

namespace ballast::demo {
namespace {
constexpr i128 one_ppm = 1'000'000;
constexpr i128 e10 = 10'000'000'000;
constexpr unsigned price_digits = 8;

std::string dollars(std::int64_t price_e8) { return to_decimal_scaled(price_e8, price_digits); }
}  // namespace

Prices prices_around(std::int64_t mark_e8, std::uint32_t spread_ppm, std::int64_t tick_e8)
{
    const i128 bid = mul_div_down(mark_e8, one_ppm - spread_ppm, one_ppm);
    const i128 offer = mul_div_up(mark_e8, one_ppm + spread_ppm, one_ppm);
    return {.bid_e8 = static_cast<std::int64_t>(div_floor(bid, tick_e8) * tick_e8),
            .offer_e8 = static_cast<std::int64_t>(div_ceil(offer, tick_e8) * tick_e8)};
}

Maker::Maker(net::IoContext& io, const net::Url& hub, MakerConfig config, crypto::SecretKey key,
             NonceFile nonces, const env::Clock& clock)
    : config_{std::move(config)},
      key_{std::move(key)},
      nonces_{std::move(nonces)},
      clock_{clock},
      hub_{io, hub},
      account_{AccountId::of_owner(crypto::address_of(key_), config_.subaccount)}
{}

Answer<void> Maker::quote_once()
{
    const auto instruments = hub_.read("/v1/instruments");
    const auto margin = instruments ? check_margin() : Result<void, Pause>{};
    for (const QuoteWays& ways : config_.quotes)
    {
        if (!instruments || !margin)
        {
            log_pause(ways, instruments ? margin.error().why : instruments.error().sentence);
            continue;
        }
        BALLAST_TRY(const auto pause, quote(*instruments, ways));
        if (pause) log_pause(ways, pause->why);
    }
    return {};
}

/// Both sides of one instrument; why not, where it cannot be.
Answer<std::optional<Maker::Pause>> Maker::quote(const boost::json::value& instruments,
                                                 const QuoteWays& ways)
{
    const auto listing = look(instruments, ways.instrument);
    if (!listing) return listing.error();
    const Prices prices = prices_around(listing->mark_e8, ways.spread_ppm, listing->tick_e8);
    if (prices.bid_e8 <= 0) return Pause{"it is worth less than a tick"};
    const i128 lot = static_cast<i128>(listing->lot_e18);
    const i128 size_e18 = div_floor(ways.size_e18, lot) * lot;
    BALLAST_TRY(auto pause, post_side(*listing, size_e18, prices.bid_e8));
    if (!pause)
    {
        BALLAST_TRY(pause, post_side(*listing, -size_e18, prices.offer_e8));
    }
    if (!pause) log_quotes(ways, prices);
    return pause;
}

Result<Listing, Maker::Pause> Maker::look(const boost::json::value& instruments,
                                          std::string_view name)
{
    const auto listing = find_listing(instruments, name);
    if (!listing) return fail(Pause{listing.error().sentence});
    if (listing->is_over) return fail(Pause{"it has expired"});
    if (listing->mark_e8 <= 0) return fail(Pause{"there is no price yet"});
    if (listing->is_stale) return fail(Pause{"the price is stale"});
    return *listing;
}

Result<void, Maker::Pause> Maker::check_margin()
{
    const auto account = hub_.account(account_);
    if (!account) return fail(Pause{account.error().sentence});
    if (account->is_null()) return fail(Pause{"the hub does not know the maker's account yet"});
    const auto tradable = integer_at(*account, "apart.tradable_usd_e6");
    if (!tradable) return fail(Pause{tradable.error().sentence});
    if (*tradable < config_.reserve_usd_e6)
        return fail(Pause{"the margin is below the reserve of " +
                          to_decimal_scaled(config_.reserve_usd_e6, 6) + " USD"});
    return {};
}

Answer<std::optional<Maker::Pause>> Maker::post_side(const Listing& listing, i128 quantity_e18,
                                                     std::int64_t price_e8)
{
    BALLAST_TRY(const std::uint64_t nonce, nonces_.next());
    const Quote quote{
        .maker = account_,
        .instrument = listing.name,
        .quantity_e18 = quantity_e18,
        .price_e18 = price_e8 * e10,
        .expiry_s = static_cast<std::uint64_t>((clock_.now_ms() + config_.quote_life_ms) / 1'000),
        .nonce = nonce};
    const auto answer =
        hub_.post("/v1/quotes", quote_request(listing, sign_quote(listing, quote, key_)));
    if (!answer) return Pause{answer.error().sentence};
    if (!answer->is_ok()) return Pause{"a quote was refused: " + answer->refusal()};
    return std::nullopt;
}

void Maker::log_pause(const QuoteWays& ways, const std::string& why)
{
    Said& said = said_[ways.instrument];
    said.prices.reset();
    if (said.pause == why) return;
    spdlog::warn("quotes=none instrument={} why=\"{}\"", ways.instrument, why);
    said.pause = why;
}

void Maker::log_quotes(const QuoteWays& ways, const Prices& prices)
{
    Said& said = said_[ways.instrument];
    said.pause.reset();
    if (said.prices == prices) return;
    spdlog::info("quotes=both instrument={} bid={} offer={} size={}", ways.instrument,
                 dollars(prices.bid_e8), dollars(prices.offer_e8),
                 to_decimal_scaled(ways.size_e18, 18));
    said.prices = prices;
}

}  // namespace ballast::demo
