// SPDX-License-Identifier: Apache-2.0
// Trades and prices that have not happened.
#include "what_if.hpp"

#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <sstream>

#include "methods.hpp"
#include "sections.hpp"
#include "well_known.hpp"

namespace ballast::portfolio {
namespace {
constexpr std::int64_t one_ppm = 1'000'000;

ConfigProblem trade_problem(const std::string& trade, std::string expected)
{
    return {.file = "--what-if", .found = "\"" + trade + "\"", .expected = std::move(expected)};
}

/// Positions keep what they show now and move with their marks from here.
Result<void, ConfigProblem> anchor(PortfolioFile& file)
{
    BALLAST_TRY(const Marked marked, mark_portfolio(file));
    for (std::size_t i = 0; i < file.positions.size(); ++i)
    {
        Position& p = file.positions[i];
        p.unrealised_usd_e6 = marked.equity.unrealised_usd_e6[i];
        p.anchor_e8 = marked.marks_e8[i];
        p.entry_e8.reset();
    }
    return {};
}

struct Trade
{
    Position line;
    std::optional<std::int64_t> price_e8;
};

std::optional<InstrumentTerms> terms_named(const PortfolioFile& file, const std::string& name)
{
    const auto at = std::ranges::find(file.positions, name, &Position::name);
    if (at != file.positions.end()) return at->terms;
    const auto parsed = InstrumentName::parse(name);
    if (!parsed) return {};
    const auto terms = parse_terms(*parsed);
    if (!terms) return {};
    return *terms;
}

Result<Trade, ConfigProblem> parse_trade(PortfolioFile& file, const std::string& text)
{
    const std::string form =
        "INSTRUMENT@CHAIN +QUANTITY [@PRICE], such as "
        "\"ETH-26MAR27-4000-C@base +10 @125.5\"";
    std::istringstream words{text};
    std::string where;
    std::string quantity;
    std::string price;
    std::string rest;
    words >> where >> quantity >> price >> rest;
    const std::size_t at = where.rfind('@');
    if (at == where.npos || quantity.empty() || !rest.empty() ||
        (!price.empty() && !price.starts_with('@')))
        return fail(trade_problem(text, form));
    Trade out;
    const auto terms = terms_named(file, where.substr(0, at));
    if (!terms) return fail(trade_problem(text, "an instrument's name in " + form));
    out.line.terms = *terms;
    out.line.name = display_name(*terms);
    const std::string name = where.substr(at + 1);
    const auto premium = known_premium_ppm(name);
    if (!file.chain(name) && !premium)
        return fail(trade_problem(
            text, "a chain of the portfolio after the @, or one of " + known_chains()));
    if (!file.chain(name))
        file.chains.push_back({.name = name, .domain = name, .premium_ppm = *premium});
    out.line.chain = *file.chain(name);
    if (quantity.starts_with('+')) quantity.erase(0, 1);
    constexpr i128 most = 1'000'000'000'000'000'000;
    const auto amount = parse_number(quantity, 9);
    if (!amount || *amount == 0 || *amount > most || *amount < -most)
        return fail(trade_problem(
            text, "a quantity from -10^9 to 10^9, not 0, at most 9 decimals, in " + form));
    out.line.quantity_e9 = static_cast<std::int64_t>(*amount);
    if (price.empty()) return out;
    const auto at_price = parse_number(price.substr(1), 8);
    if (!at_price || *at_price < 0 || *at_price > price_range.most)
        return fail(trade_problem(text, "a price from 0 to 10^9 with at most 8 decimals"));
    out.price_e8 = static_cast<std::int64_t>(*at_price);
    return out;
}

/// Every price of one underlying times `spot_ppm`.
PortfolioFile at_spot(PortfolioFile file, std::uint32_t u, std::int64_t spot_ppm)
{
    const auto move = [&](std::int64_t& price_e8) {
        if (price_e8 == 0) return;
        price_e8 = std::max<std::int64_t>(
            1, static_cast<std::int64_t>(mul_div_down(price_e8, spot_ppm, one_ppm)));
    };
    Underlying& underlying = file.underlyings[u];
    move(underlying.index_e8);
    move(underlying.mark_e8);
    move(underlying.conf_e8);
    for (Expiry& expiry : underlying.expiries) move(expiry.forward_e8);
    for (Collateral& c : file.collateral)
        if (c.underlying == underlying.symbol)
        {
            move(c.price_e8);
            move(c.conf_e8);
        }
    return file;
}

class PriceSearch
{
public:
    PriceSearch(const PortfolioFile& file, const Model& model, std::uint32_t u)
        : file_{file}, model_{model}, u_{u}
    {}

    /// Goes from `from` by steps of `step_ppm` to `to`; the first place where margin is missing.
    std::optional<std::int64_t> first(std::int64_t step_ppm, std::int64_t to_ppm)
    {
        std::int64_t good = one_ppm;
        while (good != to_ppm)
        {
            std::int64_t bad = good * step_ppm / one_ppm;
            bad = step_ppm < one_ppm ? std::max(bad, to_ppm) : std::min(bad, to_ppm);
            if (is_liquidated(bad)) return between(good, bad);
            good = bad;
        }
        return {};
    }
    bool is_liquidated(std::int64_t spot_ppm)
    {
        const auto at = evaluate(at_spot(file_, u_, spot_ppm), model_, Detail::Sums);
        // A price at which the portfolio leaves every range is one that it does not survive.
        return !at || at->cushion_usd_e6() < 0;
    }

private:
    std::int64_t between(std::int64_t good, std::int64_t bad)
    {
        while (std::max(good - bad, bad - good) > 1)
        {
            const std::int64_t middle = (good + bad) / 2;
            (is_liquidated(middle) ? bad : good) = middle;
        }
        return bad;
    }

    const PortfolioFile& file_;
    const Model& model_;
    std::uint32_t u_;
};

}  // namespace

Result<PortfolioFile, ConfigProblem> after_trade(PortfolioFile file, const std::string& trade)
{
    BALLAST_TRY(Trade one, parse_trade(file, trade));
    if (const std::string lack = lacking(file, one.line); !lack.empty())
        return fail(trade_problem(trade, lack));
    BALLAST_CHECK(anchor(file));
    PortfolioFile alone = file;
    alone.positions = {one.line};
    BALLAST_TRY(const Marked marked, mark_portfolio(alone));
    const std::int64_t mark_e8 = marked.marks_e8[0];
    const i128 gain = mul_div_down(one.line.quantity_e9,
                                   i128{mark_e8} - one.price_e8.value_or(mark_e8), pow10(11));
    const auto held = std::ranges::find_if(file.positions, [&](const Position& p) {
        return p.name == one.line.name && p.chain == one.line.chain;
    });
    if (held == file.positions.end())
    {
        one.line.unrealised_usd_e6 = gain;
        one.line.anchor_e8 = mark_e8;
        one.line.place = file.underlyings[*file.underlying(one.line.terms.underlying)].place;
        file.positions.push_back(std::move(one.line));
        return file;
    }
    held->quantity_e9 += one.line.quantity_e9;
    *held->unrealised_usd_e6 += gain;
    const std::int64_t index_e8 =
        file.underlyings[*file.underlying(held->terms.underlying)].index_e8;
    constexpr std::int64_t most_e9 = 1'000'000'000'000'000'000;
    if (held->quantity_e9 > most_e9 || held->quantity_e9 < -most_e9 ||
        notional_usd_e6(held->quantity_e9, index_e8) > notional_usd_e6_max)
        return fail(trade_problem(trade, "quantity times price of at most 10^15 USD"));
    return file;
}

Result<std::vector<LiquidationPrice>, ConfigProblem> liquidation_prices(const PortfolioFile& file,
                                                                        const Model& model)
{
    PortfolioFile anchored = file;
    BALLAST_CHECK(anchor(anchored));
    BALLAST_TRY(const Evaluation now, evaluate(anchored, model, Detail::Sums));
    std::vector<LiquidationPrice> out;
    for (std::uint32_t u = 0; u < file.underlyings.size(); ++u)
    {
        const Underlying& of = file.underlyings[u];
        LiquidationPrice one{
            .symbol = of.symbol, .index_e8 = of.index_e8, .is_now = now.cushion_usd_e6() < 0};
        PriceSearch search{anchored, model, u};
        const auto price = [&](std::int64_t step_ppm, double to) -> std::optional<std::int64_t> {
            const auto at = search.first(step_ppm, static_cast<std::int64_t>(to * 1e6));
            if (!at) return {};
            return static_cast<std::int64_t>(mul_div_down(of.index_e8, *at, one_ppm));
        };
        if (!one.is_now)
        {
            one.below_e8 = price(980'000, liquidation_reach_down);
            one.above_e8 = price(1'020'000, liquidation_reach_up);
        }
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace ballast::portfolio
