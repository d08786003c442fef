// SPDX-License-Identifier: Apache-2.0
// Lines and structures at random, then their market.
#include "drawn_portfolio.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/checked.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/portfolio/well_known.hpp>
#include <cmath>

namespace ballast::backtest {
namespace {
using portfolio::PortfolioFile;

constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t year_s = 365 * day_s;
constexpr std::int64_t expiry_hour_s = 8 * 3'600;
// By name, as a portfolio file has them.
constexpr std::array<std::string_view, 6> chains = {"arbitrum", "avalanche", "base",
                                                    "bnb",      "ethereum",  "solana"};
constexpr std::array<std::int64_t, 6> notionals_usd = {10'000,  20'000,  50'000,
                                                       100'000, 200'000, 500'000};
constexpr std::array<std::int64_t, 7> strikes_percent = {80, 90, 95, 100, 105, 110, 125};
constexpr std::array<std::int64_t, 3> calls_percent = {105, 110, 125};
constexpr std::array<std::int64_t, 3> puts_percent = {80, 90, 95};
constexpr std::array<std::int64_t, 5> ratios_percent = {90, 95, 100, 105, 110};

/// The first 08:00 UTC at least `days` after a moment.
std::int64_t expiry_s(std::int64_t now_s, std::int64_t days)
{
    const std::int64_t least = now_s + days * day_s - expiry_hour_s;
    return (least + day_s - 1) / day_s * day_s + expiry_hour_s;
}

/// Three significant digits, towards zero: sizes and strikes as people choose them.
std::int64_t rounded(std::int64_t value)
{
    std::int64_t unit = 1;
    while (value / unit >= 1'000) unit *= 10;
    return value / unit * unit;
}

/// One line to be: what it is, where, and for how much.
struct Leg
{
    std::size_t asset{};
    std::size_t chain{};
    InstrumentKind kind{};
    std::size_t expiry{};  ///< place in expiry_days
    std::int64_t strike_percent{};
    bool call{};
    std::int64_t notional_usd{};  ///< with its sign
};

class Draw
{
public:
    Draw(const KnownPrices& known, RandomStream& random, PortfolioFile& out)
        : known_{known}, random_{random}, out_{out}
    {}

    void lines(BookClass book)
    {
        const bool rising = random_.one_in_two();
        const std::uint64_t count = 2 + random_.below(5);
        for (std::uint64_t i = 0; i < count; ++i)
        {
            Leg leg = any_leg();
            const bool is_put = leg.kind == InstrumentKind::Option && !leg.call;
            const bool long_side =
                book == BookClass::OneWay ? rising != is_put : random_.one_in_two();
            if (!long_side) leg.notional_usd = -leg.notional_usd;
            add(leg);
        }
    }

    void structures()
    {
        const std::uint64_t count = 1 + random_.below(3);
        for (std::uint64_t i = 0; i < count; ++i) structure();
    }

private:
    Leg any_leg()
    {
        Leg out{.asset = random_.below(known_.assets.size()),
                .chain = random_.below(chains.size()),
                .expiry = random_.below(expiry_days.size()),
                .strike_percent = random_.one_of(strikes_percent),
                .call = random_.one_in_two(),
                .notional_usd = random_.one_of(notionals_usd)};
        const std::uint64_t percent = random_.below(100);
        out.kind = percent < 40   ? InstrumentKind::Perpetual
                   : percent < 60 ? InstrumentKind::Future
                                  : InstrumentKind::Option;
        return out;
    }

    /// Two legs that offset each other, not always in full: the second is 90 % to 110 % of the
    /// first, on the same chain or on another one. Each stands as it is or turned round.
    void structure()
    {
        Leg a{.asset = random_.below(known_.assets.size()),
              .chain = random_.below(chains.size()),
              .expiry = random_.below(expiry_days.size()),
              .notional_usd = random_.one_of(notionals_usd)};
        Leg b = a;
        b.chain = (a.chain + 1 + random_.below(chains.size() - 1)) % chains.size();
        b.notional_usd = -a.notional_usd * random_.one_of(ratios_percent) / 100;
        const bool turned = random_.one_in_two();
        const std::uint64_t shape = random_.below(7);
        if (shape != 0 && random_.one_in_two()) b.chain = a.chain;
        const auto as_option = [&](Leg& leg, bool call) {
            leg.kind = InstrumentKind::Option;
            leg.call = call;
            leg.strike_percent = random_.one_of(call ? calls_percent : puts_percent);
        };
        switch (shape)
        {
            case 0:  // a perpetual on two chains
                break;
            case 1:  // a future against the perpetual
                b.kind = InstrumentKind::Future;
                break;
            case 2:  // a calendar spread
                a.kind = b.kind = InstrumentKind::Future;
                b.expiry = (a.expiry + 1) % expiry_days.size();
                break;
            case 3:  // a covered call; turned round a covered put
                as_option(b, !turned);
                if (turned) b.notional_usd = -b.notional_usd;
                break;
            case 4:  // a protective put; turned round a protective call
                as_option(b, turned);
                if (!turned) b.notional_usd = -b.notional_usd;
                break;
            case 5:  // a vertical spread
                as_option(a, random_.one_in_two());
                as_option(b, a.call);
                b.strike_percent = 100;
                break;
            default:  // one asset against another
                b.asset = other_than(a.asset);
                break;
        }
        if (turned) a.notional_usd = -a.notional_usd;
        if (turned) b.notional_usd = -b.notional_usd;
        add(a);
        add(b);
    }

    /// Another asset, where there is one.
    std::size_t other_than(std::size_t asset)
    {
        const std::size_t count = known_.assets.size();
        return count == 1 ? asset : (asset + 1 + random_.below(count - 1)) % count;
    }

    /// The leg as a position; the same instrument on the same chain becomes one line.
    void add(const Leg& leg)
    {
        const KnownPrice& asset = known_.assets[leg.asset];
        portfolio::Position line{
            .terms = {.underlying = std::string{asset.symbol}, .kind = leg.kind},
            .chain = static_cast<std::uint32_t>(leg.chain),
            .place = {std::make_shared<std::string>("a drawn portfolio")}};
        if (leg.kind != InstrumentKind::Perpetual)
            line.terms.expiry_s = expiry_s(known_.time_s, expiry_days[leg.expiry]);
        if (leg.kind == InstrumentKind::Option)
        {
            const i128 strike = mul_div_down(asset.close_e8(), leg.strike_percent, 100);
            line.terms.strike_e8 = rounded(static_cast<std::int64_t>(strike));
            line.terms.call = leg.call;
        }
        line.name = portfolio::display_name(line.terms);
        const bool is_short = leg.notional_usd < 0;
        const i128 size = mul_div_down(is_short ? -leg.notional_usd : leg.notional_usd, pow10(17),
                                       asset.close_e8());
        const std::int64_t quantity = rounded(static_cast<std::int64_t>(size));
        line.quantity_e9 = is_short ? -quantity : quantity;
        const auto same = std::ranges::find_if(out_.positions, [&](const auto& p) {
            return p.name == line.name && p.chain == line.chain;
        });
        if (same == out_.positions.end())
            out_.positions.push_back(std::move(line));
        else
            same->quantity_e9 += line.quantity_e9;
    }

    const KnownPrices& known_;
    RandomStream& random_;
    PortfolioFile& out_;
};

/// A slice whose volatility is the same at every strike: total variance sigma^2 * years.
market::SviSlice flat_slice(double volatility, std::int64_t left_s)
{
    const double years = static_cast<double>(left_s) / static_cast<double>(year_s);
    return {.a_e9 = std::llround(volatility * volatility * years * 1e9), .sigma_e9 = 1'000'000'000};
}

}  // namespace

std::string_view name_of(BookClass book)
{
    switch (book)
    {
        case BookClass::OneWay:
            return "one-way";
        case BookClass::Mixed:
            return "mixed";
        case BookClass::Hedged:
            break;
    }
    return "hedged";
}

PortfolioFile draw_portfolio(BookClass book, const KnownPrices& known, RandomStream& random)
{
    PortfolioFile out{.name = std::string{name_of(book)}};
    portfolio::Messenger guardians{.name = "guardians"};
    for (const std::string_view chain : chains)
    {
        const auto premium = portfolio::known_premium_ppm(chain);
        BALLAST_ASSERT(premium.has_value());
        out.chains.push_back({std::string{chain}, std::string{chain}, *premium});
        guardians.domains.emplace_back(chain);
    }
    out.messengers.push_back(std::move(guardians));
    Draw draw{known, random, out};
    // Legs may cancel each other to the last lot: then it is drawn again.
    while (out.positions.empty())
    {
        if (book == BookClass::Hedged)
            draw.structures();
        else
            draw.lines(book);
        std::erase_if(out.positions, [](const auto& p) { return p.quantity_e9 == 0; });
    }
    set_market(out, known);
    return out;
}

void set_market(PortfolioFile& file, const KnownPrices& known)
{
    file.now_ms = known.time_s * 1'000;
    file.underlyings.clear();
    for (const KnownPrice& asset : known.assets)
    {
        const auto is_on = [&](const portfolio::Position& p) {
            return p.terms.underlying == asset.symbol;
        };
        if (std::ranges::none_of(file.positions, is_on)) continue;
        const bool major = asset.symbol == "BTC" || asset.symbol == "ETH";
        portfolio::Underlying u{.symbol = std::string{asset.symbol},
                                .class_name = major ? "major" : "other",
                                .index_e8 = asset.close_e8(),
                                .place = {std::make_shared<std::string>("a drawn portfolio")}};
        std::vector<std::int64_t> expiries;
        for (const portfolio::Position& p : file.positions)
            if (is_on(p) && p.terms.expiry_s != 0) expiries.push_back(p.terms.expiry_s);
        std::ranges::sort(expiries);
        expiries.erase(std::ranges::unique(expiries).begin(), expiries.end());
        const double volatility = expiries.empty() ? 0 : realised_volatility(asset);
        for (const std::int64_t expiry : expiries)
        {
            const std::int64_t left_s = expiry - known.time_s;
            const i128 carry =
                mul_div_down(mul_div_down(u.index_e8, rate_e9, pow10(9)), left_s, year_s);
            u.expiries.push_back({.expiry_s = expiry,
                                  .forward_e8 = u.index_e8 + static_cast<std::int64_t>(carry),
                                  .rate_e9 = rate_e9,
                                  .slice = flat_slice(volatility, left_s)});
        }
        file.underlyings.push_back(std::move(u));
    }
}

i128 gross_usd_e6(const PortfolioFile& file)
{
    i128 out = 0;
    for (const portfolio::Position& p : file.positions)
    {
        const auto u = file.underlying(p.terms.underlying);
        BALLAST_ASSERT(u.has_value());
        const i128 size = p.quantity_e9 < 0 ? -i128{p.quantity_e9} : i128{p.quantity_e9};
        out += mul_div_up(size, file.underlyings[*u].index_e8, pow10(11));
    }
    return out;
}

}  // namespace ballast::backtest
