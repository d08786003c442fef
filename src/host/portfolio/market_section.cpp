// SPDX-License-Identifier: Apache-2.0
// [market.SYMBOL]: index, forwards, volatilities.
#include <algorithm>

#include "sections.hpp"

namespace ballast::portfolio {
namespace {
constexpr std::int64_t e3 = 1'000;
constexpr Range svi_range(i128 least, i128 most) { return {9, least, most}; }

std::string_view sentence(market::SviProblem problem)
{
    switch (problem)
    {
        case market::SviProblem::Parameter:
            return "|a| <= 100, 0 <= b <= 100, |rho| < 1, |m| <= 10, 0 < sigma <= 100";
        case market::SviProblem::NegativeVariance:
            return "a variance above 0 everywhere: a + b*sigma*sqrt(1 - rho^2) > 0";
        case market::SviProblem::SteepWing:
            return "wings no steeper than b*(1 + |rho|) = 2";
        case market::SviProblem::Butterfly:
            return "a slice without butterfly arbitrage (no negative density)";
        case market::SviProblem::Calendar:
            return "a variance that does not fall from the expiry before";
    }
    return "a slice without arbitrage";
}

market::SviSlice read_slice(Reader in)
{
    constexpr i128 one = 1'000'000'000;
    market::SviSlice out;
    out.a_e9 = in.number_as<std::int64_t>("a", svi_range(-100 * one, 100 * one));
    out.b_e9 = in.number_as<std::int64_t>("b", svi_range(0, 100 * one));
    out.rho_e9 = in.number_as<std::int64_t>("rho", svi_range(-one + 1, one - 1));
    out.m_e9 = in.number_as<std::int64_t>("m", svi_range(-10 * one, 10 * one));
    out.sigma_e9 = in.number_as<std::int64_t>("sigma", svi_range(1, 100 * one));
    in.refuse_unknown();
    return out;
}

Expiry read_expiry(Reader& in, std::int64_t absent_rate_e9, std::int64_t now_ms)
{
    Expiry out;
    out.expiry_s = in.moment("expiry");
    if (out.expiry_s != 0 && out.expiry_s * e3 <= now_ms)
        in.refuse("expiry", "a moment after as_of: what is expired is settled, leave it out");
    out.forward_e8 = in.number_as<std::int64_t>("forward", price_range);
    out.rate_e9 = in.number_or<std::int64_t>("rate", absent_rate_e9, rate_range);
    out.volatility_e15 = in.number_or<std::int64_t>("volatility", 0, volatility_range);
    out.settled_e8 = in.number_or<std::int64_t>("settlement_average", 0, price_range);
    if (in.has("svi")) out.slice = read_slice(in.table("svi"));
    if (in.has("svi") && in.has("volatility"))
        in.refuse("volatility", "either svi or volatility for an expiry");
    in.refuse_unknown();
    return out;
}

/// Refuses slices that can be arbitraged: they would show gains that nobody can realise.
void check_slices(std::vector<Reader>& rows, const std::vector<Expiry>& expiries)
{
    std::vector<market::SviSlice> slices;
    std::vector<std::size_t> row_of;
    std::vector<std::size_t> order(expiries.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&](std::size_t i) { return expiries[i].expiry_s; });
    for (const std::size_t i : order)
        if (expiries[i].slice)
        {
            slices.push_back(*expiries[i].slice);
            row_of.push_back(i);
        }
    if (const auto checked = market::check_slices(slices); !checked)
        rows[row_of[checked.error().slice]].refuse(
            "svi", "a slice that can be arbitraged",
            std::string{sentence(checked.error().problem)} +
                " (worst near log(strike/forward) = " + std::to_string(checked.error().k) + ")");
}

void read_expiries(Reader& in, Underlying& out, std::int64_t now_ms)
{
    const auto rate_e9 = in.number_or<std::int64_t>("rate", 0, rate_range);
    std::vector<Reader> rows = in.rows("expiries");
    bool readable = true;
    for (Reader& row : rows)
    {
        const Expiry expiry = read_expiry(row, rate_e9, now_ms);
        if (out.expiry(expiry.expiry_s) != nullptr && expiry.expiry_s != 0)
            row.refuse("expiry", "an expiry that no other row has");
        if (expiry.slice && expiry.slice->sigma_e9 == 0) readable = false;
        out.expiries.push_back(expiry);
    }
    if (readable) check_slices(rows, out.expiries);
    std::ranges::sort(out.expiries, {}, &Expiry::expiry_s);
}

Underlying read_underlying(const std::string& symbol, Reader& in, std::int64_t now_ms)
{
    Underlying out{.symbol = symbol, .place = in.place()};
    const auto name = InstrumentName::parse(symbol + "-PERP");
    if (!name || !parse_terms(*name))
        in.refuse("", "\"" + symbol + "\"", "a symbol of capital letters and digits");
    out.index_e8 = in.number_as<std::int64_t>("index", price_range);
    out.conf_e8 = in.number_or<std::int64_t>("confidence", 0, {8, 0, price_range.most});
    if (out.conf_e8 > out.index_e8) in.refuse("confidence", "at most the index");
    out.mark_e8 = in.number_or<std::int64_t>("mark", 0, price_range);
    out.feed_score_ppm = in.number_or<std::uint32_t>("feed_score", 1'000'000, parts());
    const bool major = symbol == "BTC" || symbol == "ETH";
    out.class_name = in.text_or("class", major ? "major" : "other");
    read_expiries(in, out, now_ms);
    for (const auto& [instrument, volatility] : in.named_numbers("volatilities", volatility_range))
        out.volatilities.push_back({instrument, static_cast<std::int64_t>(volatility)});
    in.refuse_unknown();
    return out;
}

}  // namespace

const Expiry* Underlying::expiry(std::int64_t expiry_s) const
{
    const auto at = std::ranges::find(expiries, expiry_s, &Expiry::expiry_s);
    return at == expiries.end() ? nullptr : &*at;
}

std::int64_t Underlying::volatility_e15(const std::string& instrument, const Expiry& expiry) const
{
    const auto at = std::ranges::find(volatilities, instrument, &InstrumentVolatility::name);
    return at == volatilities.end() ? expiry.volatility_e15 : at->volatility_e15;
}

std::vector<Underlying> read_market(Reader& root, std::int64_t now_ms)
{
    std::vector<Underlying> out;
    for (auto& [symbol, table] : root.named("market"))
        out.push_back(read_underlying(symbol, table, now_ms));
    std::ranges::sort(out, {}, &Underlying::symbol);
    return out;
}

}  // namespace ballast::portfolio
