// SPDX-License-Identifier: Apache-2.0
// [[positions]] and [[orders]]: instruments by name or spelled out.
#include <algorithm>
#include <ballast/numeric/mul_div.hpp>

#include "sections.hpp"

namespace ballast::portfolio {
namespace {

enum class Type : std::uint8_t
{
    Perpetual,
    Future,
    Call,
    Put,
};
constexpr std::pair<std::string_view, Type> types[] = {{"perpetual", Type::Perpetual},
                                                       {"future", Type::Future},
                                                       {"call", Type::Call},
                                                       {"put", Type::Put}};

InstrumentTerms read_spelled(Reader& row)
{
    InstrumentTerms out{.underlying = row.text("underlying")};
    const Type type = row.choice<Type>("type", types);
    if (type == Type::Perpetual) return out;
    out.kind = InstrumentKind::Future;
    out.expiry_s = row.moment("expiry");
    if (type == Type::Future) return out;
    out.kind = InstrumentKind::Option;
    out.strike_e8 = row.number_as<std::int64_t>("strike", price_range);
    out.call = type == Type::Call;
    return out;
}

std::string_view sentence(TermsError error)
{
    switch (error)
    {
        case TermsError::Expiry:
            return "a day of 2000 to 2099 such as 26MAR27, or 26MAR27T134500, as the expiry";
        case TermsError::Strike:
            return "a strike above 0 in its shortest form, such as 4000 or 0.5";
        case TermsError::Side:
            return "C or P at the end of an option's name";
        default:
            return "a name such as ETH-PERP, ETH-26MAR27 or ETH-26MAR27-4000-C";
    }
}

InstrumentTerms read_terms(Reader& row)
{
    if (!row.has("instrument")) return read_spelled(row);
    const std::string text = row.text("instrument");
    const auto name = InstrumentName::parse(text);
    if (!name)
    {
        if (!text.empty()) row.refuse("instrument", std::string{sentence(TermsError::Shape)});
        return {};
    }
    const auto terms = parse_terms(*name);
    if (terms) return *terms;
    row.refuse("instrument", std::string{sentence(terms.error())});
    return {};
}

void read_money(Reader& row, Position& out)
{
    if (const auto entry = row.number_if("entry", {8, 0, price_range.most}))
        out.entry_e8 = static_cast<std::int64_t>(*entry);
    out.unrealised_usd_e6 = row.number_if("unrealised", money_range);
    if (row.has("entry") && row.has("unrealised"))
        row.refuse("unrealised", "either entry or unrealised");
    constexpr Range funding{6, -1'000'000'000'000'000'000, 1'000'000'000'000'000'000};
    out.funding_usd_e6 = row.number_or<std::int64_t>("funding", 0, funding);
}

/// A volatility that stands with the position holds for its instrument.
void read_volatility(Reader& row, const Position& position, PortfolioFile& file)
{
    const auto volatility = row.number_if("volatility", volatility_range);
    const auto u = file.underlying(position.terms.underlying);
    if (!volatility || !u) return;
    auto& known = file.underlyings[*u].volatilities;
    const auto at = std::ranges::find(known, position.name, &InstrumentVolatility::name);
    if (at == known.end())
        known.push_back({position.name, static_cast<std::int64_t>(*volatility)});
    else if (at->volatility_e15 != *volatility)
        row.refuse("volatility", "one volatility for an instrument; it has another one already");
}

void check(Reader& row, const Position& position, const PortfolioFile& file)
{
    const std::string_view key = row.has("instrument") ? "instrument" : "underlying";
    if (position.terms.underlying.empty()) return;
    if (const std::string lack = lacking(file, position); !lack.empty())
        return row.refuse(key, lack);
    const auto u = file.underlying(position.terms.underlying);
    const std::int64_t price =
        std::max(file.underlyings[*u].index_e8, position.entry_e8.value_or(0));
    if (notional_usd_e6(position.quantity_e9, price) > notional_usd_e6_max)
        row.refuse("quantity", "quantity times price of at most 10^15 USD");
}

}  // namespace

std::string display_name(const InstrumentTerms& terms)
{
    if (const auto name = name_of(terms)) return name->text();
    std::string out = terms.underlying + "-" + moment_text(terms.expiry_s);
    if (terms.kind != InstrumentKind::Option) return out;
    return out + "-" + plain(terms.strike_e8, 8) + (terms.call ? "-C" : "-P");
}

i128 notional_usd_e6(std::int64_t quantity_e9, std::int64_t price_e8)
{
    const i128 size = quantity_e9 < 0 ? -i128{quantity_e9} : i128{quantity_e9};
    return mul_div_up(size, price_e8, pow10(11));
}

std::string lacking(const PortfolioFile& file, const Position& position)
{
    const InstrumentTerms& terms = position.terms;
    const auto u = file.underlying(terms.underlying);
    if (!u)
        return "an instrument whose underlying has its prices in [market." + terms.underlying + "]";
    if (terms.kind == InstrumentKind::Perpetual) return {};
    if (terms.expiry_s * 1'000 <= file.now_ms)
        return "an expiry after as_of (" + moment_text(file.now_ms / 1'000) +
               "): this one expired at " + moment_text(terms.expiry_s);
    const Expiry* expiry = file.underlyings[*u].expiry(terms.expiry_s);
    if (expiry == nullptr)
        return "an expiry with its forward: a row of [[market." + terms.underlying +
               ".expiries]] with expiry = \"" + moment_text(terms.expiry_s) + "\"";
    if (terms.kind == InstrumentKind::Option && !expiry->slice &&
        file.underlyings[*u].volatility_e15(position.name, *expiry) == 0)
        return "an option with a volatility: of its own, or volatility or svi of its expiry in "
               "[[market." +
               terms.underlying + ".expiries]]";
    return {};
}

std::vector<Position> read_positions(Reader& root, std::string_view key, PortfolioFile& out)
{
    constexpr Range quantity{9, -1'000'000'000'000'000'000, 1'000'000'000'000'000'000};
    std::vector<Position> positions;
    for (Reader& row : root.rows(key))
    {
        Position one{.terms = read_terms(row), .place = row.place()};
        one.name = display_name(one.terms);
        one.chain = resolve_chain(row, "chain", out);
        one.quantity_e9 = row.number_as<std::int64_t>("quantity", quantity);
        one.group = row.text_or("group", "");
        read_money(row, one);
        read_volatility(row, one, out);
        check(row, one, out);
        if (key == "positions" && std::ranges::any_of(positions, [&](const Position& p) {
                return p.name == one.name && p.chain == one.chain;
            }))
            row.refuse("quantity", "an instrument once a chain: " + one.name +
                                       " stands there already, add the quantities up");
        row.refuse_unknown();
        positions.push_back(std::move(one));
    }
    return positions;
}

}  // namespace ballast::portfolio
