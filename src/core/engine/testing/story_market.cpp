// SPDX-License-Identifier: Apache-2.0
// What is dated in a story: options and futures in its genesis, surfaces and marks with what is
// wrong with them, prices that gap farther than any scenario, and the approach of an expiry.
#include <ballast/engine/testing/world.hpp>

#include "story.hpp"

namespace ballast::engine::testing {
namespace {
constexpr std::int64_t one_e9 = 1'000'000'000;
constexpr std::int64_t year_s = 365 * 86'400;
/// 08:00 UTC of 16 January 2027: the first expiry.
constexpr std::int64_t first_expiry_s = 1'800'086'400;

/// Beside the perpetual of row 0 or 1, whose feed, lot and limits they have.
struct Listed
{
    std::size_t perpetual{};
    const char* name{};
};
constexpr std::array dated{
    Listed{0, "ETH-16JAN27"},         Listed{0, "ETH-16JAN27-3000-C"},
    Listed{0, "ETH-16JAN27-2900-P"},  Listed{1, "BTC-16JAN27-61000-C"},
    Listed{0, "ETH-17JAN27-3200-C"},  Listed{0, "ETH-17JAN27-3200-P"},
    Listed{1, "BTC-18JAN27"},         Listed{0, "ETH-19JAN27-2000-P"},
    Listed{0, "ETH-22JAN27-3000-C"},  Listed{0, "ETH-22JAN27-3000-P"},
    Listed{1, "BTC-29JAN27-55000-P"}, Listed{0, "ETH-29JAN27"},
    Listed{0, "ETH-26FEB27-5000-C"},  Listed{1, "BTC-26FEB27-90000-C"},
    Listed{0, "ETH-26MAR27"},         Listed{0, "ETH-26MAR27-4000-C"},
    Listed{0, "ETH-26MAR27-1500-P"},  Listed{1, "BTC-26MAR27-40000-P"},
};
}  // namespace

void list_dated(Genesis& genesis, std::int64_t before_expiry_ms)
{
    for (const Listed& row : dated)
    {
        GenesisInstrument listing = genesis.instruments[row.perpetual];
        listing.name = *InstrumentName::parse(row.name);
        genesis.instruments.push_back(listing);
    }
    margin_portfolios(genesis);
    genesis.time_ms = first_expiry_s * 1'000 - before_expiry_ms;
}

bool Story::is_dated(std::size_t instrument) const
{
    return state_.registry.instruments[instrument].expiry_s != 0;
}

/// What people take a unit of an instrument to be worth: its mark, or where there is none yet the
/// index.
std::int64_t Story::fair_price_e8(std::size_t instrument) const
{
    const std::int64_t mark = state_.risk.instruments[instrument].mark_e8;
    if (options_.has_dated && mark != 0) return mark;
    return prices_e8_[state_.registry.instruments[instrument].feed];
}

/// Prices, surfaces and marks do not come together, and not always.
void Story::move_market()
{
    const std::uint64_t which = below(4);
    if (which == 0) return send_marks();
    send_surface(one_in(3) ? 2 : 0);
}

/// Four times as much or a quarter: farther than the grid of scenarios goes.
void Story::gap_price()
{
    ++tally_.seen.gaps;
    const std::size_t i = one_in(2) ? 0 : 2;
    const auto times = static_cast<std::int64_t>(2 + below(3));
    prices_e8_[i] = one_in(2) ? prices_e8_[i] * times : prices_e8_[i] / times;
    clamp_prices();
    send_prices(7, 0);
}

VolatilitySlice Story::slice(std::int64_t expiry_s, std::int64_t index_e8, std::int64_t vol_ppm)
{
    const std::int64_t left_s = std::max<std::int64_t>(1, expiry_s - now_ms_ / 1'000);
    const auto variance_e9 =
        static_cast<std::int64_t>(i128{vol_ppm} * vol_ppm / 1'000 * left_s / year_s);
    const auto carry_ppm = static_cast<std::int64_t>(below(4'001)) - 2'000 + left_s / 86'400 * 300;
    return {.expiry_s = static_cast<std::uint64_t>(expiry_s),
            .a_e9 = std::max<std::int64_t>(1, variance_e9),
            .b_e9 = 0,
            .rho_e9 = static_cast<std::int64_t>(below(1'001)) * 1'000'000 - one_e9 / 2,
            .m_e9 = 0,
            .sigma_e9 = 100'000'000,
            .forward_e8 = std::max<std::int64_t>(1, index_e8 / 1'000'000 * (1'000'000 + carry_ppm)),
            .rate_e9 = static_cast<std::int64_t>(below(50'000'000))};
}

/// A surface of everything listed on a feed that has not expired; one in eight has a flaw.
void Story::send_surface(std::size_t feed)
{
    volatility_ppm_ = std::clamp<std::int64_t>(
        volatility_ppm_ + static_cast<std::int64_t>(below(100'001)) - 50'000, 150'000, 3'000'000);
    VolatilityUpdate update{.underlying = state_.genesis.feeds[feed].id,
                            .publish_time_s = static_cast<std::uint64_t>(now_ms_ / 1'000),
                            .slices = {}};
    const std::uint32_t u = state_.risk.scenarios->underlying_of_feed(update.underlying);
    for (const ExpiryState& expiry : state_.expiries)
        if (expiry.underlying == u && expiry.expiry_s * 1'000 > now_ms_)
            update.slices.push_back(slice(expiry.expiry_s, prices_e8_[feed], volatility_ppm_));
    if (update.slices.empty()) return;
    if (one_in(2))  // a smile, the same wings at every expiry: variance still grows with time
        for (VolatilitySlice& row : update.slices)
        {
            row.b_e9 = update.slices.front().a_e9 / 4;
            row.rho_e9 = update.slices.front().rho_e9;
        }
    if (one_in(8)) spoil(update);
    apply(UpdateVolatility{std::move(update)});
}

void Story::spoil(VolatilityUpdate& update)
{
    VolatilitySlice& last = update.slices.back();
    switch (below(6))
    {
        case 0:
            last.a_e9 = -one_e9;
            break;
        case 1:
            last.b_e9 = 1'900'000'000;
            last.sigma_e9 = 1'000'000;
            break;
        case 2:
            update.slices.pop_back();
            if (update.slices.empty()) update.slices.push_back(slice(now_ms_ / 1'000 + 1, 1, 1));
            break;
        case 3:
            last.a_e9 = 1;  // less variance than before: calendar arbitrage
            break;
        case 4:
            update.publish_time_s -= below(120);
            break;
        default:
            update.underlying = state_.genesis.feeds[1].id;  // no underlying
            break;
    }
}

/// Marks of the perpetuals, sometimes too far from the index, and sometimes of what has none.
void Story::send_marks()
{
    MarkUpdate update;
    for (const std::size_t k : {1U, 0U})  // ascending by name
    {
        if (one_in(4)) continue;
        const std::int64_t index = prices_e8_[k == 0 ? 0 : 2];
        const std::int64_t ppm =
            (static_cast<std::int64_t>(below(40'001)) - 20'000) * (one_in(10) ? 10 : 1);
        const std::int64_t funding =
            (static_cast<std::int64_t>(below(10'000'001)) - 5'000'000) * (one_in(10) ? 30 : 1);
        update.marks.push_back(
            {.instrument = state_.genesis.instruments[k].name,
             .mark_e8 = index / 1'000'000 * (1'000'000 + ppm),
             .funding_e9_per_8h = funding,
             .time_s = static_cast<std::uint64_t>(now_ms_ / 1'000) - (one_in(20) ? below(90) : 0)});
    }
    if (update.marks.empty())
        update.marks.push_back({.instrument = state_.genesis.instruments[2].name,
                                .mark_e8 = 1,
                                .time_s = static_cast<std::uint64_t>(now_ms_ / 1'000)});
    apply(UpdateMarks{std::move(update)});
}

/// Time passes to the last hour before the next expiry; what happened meanwhile is not told. In one
/// case of three people trade at once.
void Story::approach_expiry()
{
    if (state_.next_expiry_ms == std::numeric_limits<std::int64_t>::max()) return;
    const std::int64_t left_ms = state_.next_expiry_ms - now_ms_;
    const auto before_ms = static_cast<std::int64_t>(below(one_in(2) ? 60'000 : 2'700'000));
    if (left_ms <= before_ms) return;
    now_ms_ += left_ms - before_ms;
    if (!one_in(3)) return;
    send_prices(7, 0);
    for (const std::size_t feed : {0U, 2U}) send_surface(feed);
    for (std::uint64_t i = 3 + below(10); i > 0 && problem_.empty(); --i)
    {
        trade();
        for (std::uint64_t k = sent_.size(); k > 0; --k) submit(below(sent_.size()));
    }
}

/// Seldom one that is over.
std::size_t Story::any_instrument()
{
    const std::size_t out = below(state_.genesis.instruments.size());
    const std::int64_t expiry_s = state_.registry.instruments[out].expiry_s;
    return expiry_s != 0 && expiry_s * 1'000 <= now_ms_ && !one_in(8) ? below(2) : out;
}

}  // namespace ballast::engine::testing
