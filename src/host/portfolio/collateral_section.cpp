// SPDX-License-Identifier: Apache-2.0
// [chains.NAME], [[messengers]] and [[collateral]].
#include <algorithm>

#include "sections.hpp"
#include "well_known.hpp"

namespace ballast::portfolio {
namespace {
constexpr Range premium_range = parts(100'000'000);

Chain read_chain(const std::string& name, Reader& in)
{
    const auto known = known_premium_ppm(name);
    Chain out{.name = name};
    if (!known && !in.has("latency_premium"))
        in.lack("latency_premium",
                premium_range.sentence() + "; it is known only of " + known_chains());
    out.premium_ppm =
        in.number_or<std::uint32_t>("latency_premium", known.value_or(0), premium_range);
    out.domain = in.text_or("domain", name);
    in.refuse_unknown();
    return out;
}

/// The terms of a haircut, the chain's latency in them.
risk::HaircutTerms terms_of(const HaircutInputs& in, std::uint32_t premium_ppm)
{
    return risk::haircut({.market_ppm = in.market_ppm, .cap_ppm = in.cap_ppm},
                         {.liquidity_ppm = in.liquidity_ppm,
                          .security_ppm = in.security_ppm,
                          .concentration_ppm = in.concentration_ppm},
                         premium_ppm);
}

/// What a total falls by when m is taken out of it: what the cap cut off comes back first.
std::uint32_t relief(std::uint64_t uncapped, std::uint32_t total, std::uint32_t market)
{
    const std::uint64_t left = uncapped > market ? uncapped - market : 0;
    return left < total ? static_cast<std::uint32_t>(total - left) : 0;
}

void read_totals(Reader& in, Collateral& out)
{
    out.haircut.total_initial_ppm = in.number_as<std::uint32_t>("initial", parts());
    out.haircut.total_maintenance_ppm = in.number_as<std::uint32_t>("maintenance", parts());
    out.haircut.market_ppm = in.number_or<std::uint32_t>("market", 0, parts());
    out.haircut.cap_ppm = risk::one_ppm;
    if (out.haircut.total_maintenance_ppm > out.haircut.total_initial_ppm)
        in.refuse("maintenance", "at most initial");
    out.relief_initial_ppm = std::min(out.haircut.market_ppm, out.haircut.total_initial_ppm);
    out.relief_maintenance_ppm =
        std::min(out.haircut.market_ppm, out.haircut.total_maintenance_ppm);
    in.refuse_unknown();
}

void read_terms(Reader& in, const std::optional<HaircutInputs>& known, std::uint32_t premium_ppm,
                Collateral& out)
{
    HaircutInputs terms = known.value_or(HaircutInputs{});
    if (!known && !in.has("market")) in.lack("market", parts().sentence());
    terms.market_ppm = in.number_or<std::uint32_t>("market", terms.market_ppm, parts());
    terms.liquidity_ppm = in.number_or<std::uint32_t>("liquidity", terms.liquidity_ppm, parts());
    terms.security_ppm = in.number_or<std::uint32_t>("security", terms.security_ppm, parts());
    terms.concentration_ppm = in.number_or<std::uint32_t>("concentration", 0, parts());
    terms.cap_ppm = in.number_or<std::uint32_t>("cap", terms.cap_ppm, parts());
    in.refuse_unknown();
    out.haircut = terms_of(terms, premium_ppm);
    const std::uint64_t standing = std::uint64_t{out.haircut.market_ppm} + out.haircut.latency_ppm +
                                   out.haircut.liquidity_ppm + out.haircut.security_ppm;
    out.relief_initial_ppm = relief(standing + out.haircut.concentration_ppm,
                                    out.haircut.total_initial_ppm, out.haircut.market_ppm);
    out.relief_maintenance_ppm =
        relief(standing, out.haircut.total_maintenance_ppm, out.haircut.market_ppm);
}

void read_haircut(Reader& row, const PortfolioFile& file, Collateral& out)
{
    const std::string& chain = file.chains.empty() ? std::string{} : file.chains[out.chain].name;
    const std::uint32_t premium = file.chains.empty() ? 0 : file.chains[out.chain].premium_ppm;
    const auto known = known_haircut(out.asset, chain);
    if (!row.has("haircut") && !known)
    {
        row.lack("haircut",
                 "a table with market, liquidity, security, concentration and cap, or "
                 "with initial and maintenance: the worked table of docs/margin.md has "
                 "no " +
                     out.asset + " on " + chain);
        return;
    }
    Reader in = row.table("haircut");
    out.haircut.premium_ppm = premium;
    if (in.has("initial") || in.has("maintenance"))
        read_totals(in, out);
    else
        read_terms(in, known, premium, out);
    out.haircut.premium_ppm = premium;
}

std::string hedged_by(const std::string& asset)
{
    if (asset == "WBTC") return "BTC";
    return asset == "WETH" ? "ETH" : asset;
}

Collateral read_one(Reader& row, PortfolioFile& file)
{
    constexpr Range amount{8, -1'000'000'000'000'000'000, 1'000'000'000'000'000'000};
    Collateral out{.asset = row.text("asset"), .place = row.place()};
    out.chain = resolve_chain(row, "chain", file);
    out.amount_e8 = row.number_as<std::int64_t>("amount", amount);
    out.underlying = row.text_or("underlying", hedged_by(out.asset));
    const auto u = file.underlying(out.underlying);
    if (row.has("price"))
        out.price_e8 = row.number_as<std::int64_t>("price", price_range);
    else if (u && out.underlying == out.asset)
    {
        out.price_e8 = file.underlyings[*u].index_e8;
        out.conf_e8 = file.underlyings[*u].conf_e8;
    }
    else
        row.lack("price", price_range.sentence() + ": [market] has no index of " + out.asset);
    out.conf_e8 = row.number_or<std::int64_t>("confidence", out.conf_e8, {8, 0, out.price_e8});
    read_haircut(row, file, out);
    if (notional_usd_e6(out.amount_e8, out.price_e8) / 10 > notional_usd_e6_max)
        row.refuse("amount", "amount times price of at most 10^15 USD");
    row.refuse_unknown();
    return out;
}

}  // namespace

std::uint32_t resolve_chain(Reader& in, std::string_view key, PortfolioFile& out)
{
    const std::string name = in.text(key);
    if (const auto at = out.chain(name)) return *at;
    const auto known = known_premium_ppm(name);
    if (!known)
    {
        if (!name.empty())
            in.refuse(key, "a chain of [chains." + name + "] with its latency_premium, or one of " +
                               known_chains());
        if (out.chains.empty()) out.chains.push_back({.name = name, .domain = name});
        return 0;
    }
    out.chains.push_back({.name = name, .domain = name, .premium_ppm = *known});
    return static_cast<std::uint32_t>(out.chains.size() - 1);
}

void read_chains(Reader& root, PortfolioFile& out)
{
    for (auto& [name, table] : root.named("chains")) out.chains.push_back(read_chain(name, table));
    for (Reader& row : root.rows("messengers"))
    {
        out.messengers.push_back({.name = row.text("name"), .domains = row.texts("domains")});
        row.refuse_unknown();
    }
}

void read_collateral(Reader& root, PortfolioFile& out)
{
    for (Reader& row : root.rows("collateral"))
    {
        Collateral one = read_one(row, out);
        const bool twice = std::ranges::any_of(out.collateral, [&](const Collateral& c) {
            return c.asset == one.asset && c.chain == one.chain;
        });
        if (twice) row.refuse("asset", "an asset once a chain: add the amounts up");
        out.collateral.push_back(std::move(one));
    }
}

}  // namespace ballast::portfolio
