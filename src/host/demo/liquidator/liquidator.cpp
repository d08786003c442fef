// SPDX-License-Identifier: Apache-2.0
// One round after the other.
#include "liquidator.hpp"

#include <spdlog/spdlog.h>

#include <ballast/base/hex.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <boost/json/serialize.hpp>

namespace ballast::demo {
namespace {
constexpr std::int64_t attestation_ms_max = 120'000;

i128 magnitude(i128 value) { return value < 0 ? -value : value; }

std::string dollars(i128 usd_e6) { return to_decimal_scaled(usd_e6, 6); }

/// quantity * mark in USD e6.
i128 notional(i128 quantity_e18, std::int64_t mark_e8)
{
    return mul_div_up(magnitude(quantity_e18), mark_e8, pow10(20));
}
}  // namespace

Liquidator::Liquidator(net::IoContext& io, const net::Url& hub, const net::Url& node,
                       LiquidatorConfig config, crypto::SecretKey key, const env::Clock& clock)
    : config_{std::move(config)},
      key_{std::move(key)},
      clock_{clock},
      io_{io},
      hub_url_{hub},
      hub_{io, hub},
      wallet_{io, node, config_.eip155, key_.duplicate()},
      account_{AccountId::of_owner(crypto::address_of(key_), config_.subaccount)}
{}

Answer<void> Liquidator::round()
{
    tell_events();
    const auto played = play_round();
    if (played)
    {
        said_pause_.reset();
        return {};
    }
    if (said_pause_ != played.error().why) spdlog::warn("waits why=\"{}\"", played.error().why);
    said_pause_ = played.error().why;
    return {};
}

Result<void, Liquidator::Pause> Liquidator::play_round()
{
    const auto instruments = hub_.read("/v1/instruments");
    if (!instruments) return fail(Pause{instruments.error().sentence});
    const auto listing = find_listing(*instruments, config_.instrument);
    if (!listing) return fail(Pause{listing.error().sentence});
    if (listing->mark_e8 <= 0) return fail(Pause{"there is no price yet"});
    BALLAST_TRY(const Holding holding, look(*listing));
    BALLAST_CHECK(stand(*listing, holding));
    return hedge(*listing, holding);
}

/// What concerned the account since the last round, a line each.
void Liquidator::tell_events()
{
    if (events_ && events_->is_closed()) events_.reset();
    if (!events_)
    {
        auto opened = EventClient::subscribe(io_, hub_url_, account_);
        if (!opened) return;
        events_ = *std::move(opened);
    }
    for (const TimedEvent& timed : events_->take())
    {
        const std::string kind = text_at(timed.event, "event");
        const auto* data = find(timed.event, "data");
        if (data != nullptr && (kind == "TransferOrdered" || kind == "PositionTransferred" ||
                                kind == "CollateralClaimed" || kind == "ClaimPaid"))
            spdlog::info("event={} {}", kind, boost::json::serialize(*data));
    }
}

Result<Liquidator::Holding, Liquidator::Pause> Liquidator::look(const Listing& listing)
{
    const auto view = hub_.account(account_);
    if (!view) return fail(Pause{view.error().sentence});
    if (view->is_null()) return fail(Pause{"the hub does not know the liquidator's account yet"});
    Holding out;
    const auto tradable = integer_at(*view, "apart.tradable_usd_e6");
    if (!tradable) return fail(Pause{tradable.error().sentence});
    out.tradable_usd_e6 = *tradable;
    for (const auto& row : items_at(*view, "positions"))
    {
        if (text_at(row, "instrument") != config_.instrument) continue;
        const auto quantity = integer_at(row, "quantity_e18");
        if (!quantity) return fail(Pause{quantity.error().sentence});
        out.quantity_e18 = *quantity;
    }
    i128 coming_e18 = 0;
    for (const auto& row : items_at(*view, "pending"))
    {
        const auto lots = integer_at(row, "lots");
        if (!lots) return fail(Pause{lots.error().sentence});
        coming_e18 += magnitude(*lots) * static_cast<i128>(listing.lot_e18);
        out.has_pending = true;
    }
    out.notional_usd_e6 = notional(magnitude(out.quantity_e18) + coming_e18, listing.mark_e8);
    return out;
}

Result<bool, Liquidator::Pause> Liquidator::is_in_rotation(const Listing& listing)
{
    const auto view = hub_.read("/v1/liquidations");
    if (!view) return fail(Pause{view.error().sentence});
    const std::string own = to_hex_0x(account_.value.view());
    const std::string venue = to_hex_0x(listing.venue.value.view());
    for (const auto& row : items_at(*view, "liquidators"))
        if (text_at(row, "account") == own && venue.ends_with(text_at(row, "venue").substr(2)))
            return true;
    return false;
}

/// In the rotation while the limits allow another position, out of it while they do not.
Result<void, Liquidator::Pause> Liquidator::stand(const Listing& listing, const Holding& holding)
{
    BALLAST_TRY(const bool is_in, is_in_rotation(listing));
    const bool wants = holding.notional_usd_e6 <= config_.notional_usd_e6_max &&
                       holding.tradable_usd_e6 >= config_.reserve_usd_e6;
    if (asked_ && *asked_ == is_in) asked_.reset();
    if (wants == is_in) return {};
    if (asked_ == wants && clock_.now_ms() < asked_until_ms_) return {};
    const auto sent =
        wallet_.send(listing.venue.evm(), "setLiquidator(bytes32,bool)",
                     std::vector{wire::abi::word(account_.value), wire::abi::boolean(wants)});
    if (!sent && sent.error().revert.empty()) return fail(Pause{sent.error().sentence});
    asked_ = wants;
    asked_until_ms_ = clock_.now_ms() + attestation_ms_max;
    spdlog::info("rotation={} exposure={} tradable={} tx={}", wants ? "join" : "leave",
                 dollars(holding.notional_usd_e6), dollars(holding.tradable_usd_e6),
                 sent ? to_hex_0x(sent->transaction.view()) : sent.error().revert);
    return {};
}

/// Trades the opposite of what it holds against the best quote, one trade at a time.
Result<void, Liquidator::Pause> Liquidator::hedge(const Listing& listing, const Holding& holding)
{
    if (config_.policy == HedgePolicy::Hold || holding.quantity_e18 == 0 || holding.has_pending)
        return {};
    const auto quote = best_quote(hub_, listing, -holding.quantity_e18);
    if (!quote) return fail(Pause{quote.error().sentence});
    if (!*quote) return fail(Pause{"no quote is large enough to hedge against"});
    const SignedTrade trade = accept_quote(
        listing, **quote,
        {.account = account_, .quantity_e18 = -holding.quantity_e18, .slip_ppm = config_.slip_ppm},
        key_);
    const auto answer = hub_.post("/v1/trades", trade_request(trade));
    if (!answer) return fail(Pause{answer.error().sentence});
    if (!answer->is_ok()) return fail(Pause{"the hedge was refused: " + answer->refusal()});
    spdlog::info("hedge={} order={}", to_decimal_scaled(-holding.quantity_e18, 18),
                 text_at(answer->body, "order_id"));
    return {};
}

}  // namespace ballast::demo
