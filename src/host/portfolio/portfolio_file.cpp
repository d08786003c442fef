// SPDX-License-Identifier: Apache-2.0
// The whole file, and what must hold between its parts.
#include "portfolio_file.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>

#include "sections.hpp"

namespace ballast::portfolio {
namespace {

template <class T, class Projection>
std::optional<std::uint32_t> index_of(const std::vector<T>& all, std::string_view name,
                                      Projection name_of)
{
    const auto at = std::ranges::find(all, name, name_of);
    if (at == all.end()) return {};
    return static_cast<std::uint32_t>(at - all.begin());
}

/// Chains by name, so that no result hangs on the order in which a file names them.
void sort_chains(PortfolioFile& out)
{
    const std::vector<Chain> before = out.chains;
    std::ranges::sort(out.chains, {}, &Chain::name);
    const auto moved = [&](std::uint32_t& chain) {
        if (chain < before.size()) chain = out.chain(before[chain].name).value_or(0);
    };
    for (Collateral& c : out.collateral) moved(c.chain);
    for (Position& p : out.positions) moved(p.chain);
    for (Position& p : out.orders) moved(p.chain);
    std::ranges::stable_sort(out.collateral, {}, &Collateral::chain);
}

void check_messengers(Reader& root, const PortfolioFile& out)
{
    for (const Messenger& messenger : out.messengers)
        for (const std::string& domain : messenger.domains)
            if (!index_of(out.chains, domain, &Chain::domain))
                root.refuse("messengers", "\"" + domain + "\" in " + messenger.name,
                            "the settlement domain of a chain that the portfolio uses");
}

void check_volatilities(Reader& root, const PortfolioFile& out)
{
    const auto is_held = [&](const std::string& name) {
        return index_of(out.positions, name, &Position::name) ||
               index_of(out.orders, name, &Position::name);
    };
    for (const Underlying& u : out.underlyings)
        for (const InstrumentVolatility& v : u.volatilities)
        {
            const auto name = InstrumentName::parse(v.name);
            const auto terms = name ? parse_terms(*name) : Result<InstrumentTerms, TermsError>{};
            const bool fits = name && terms && terms->kind == InstrumentKind::Option &&
                              terms->underlying == u.symbol;
            if (!fits && !is_held(v.name))
                root.refuse("market", "\"" + v.name + "\" in volatilities of " + u.symbol,
                            "the name of an option on " + u.symbol);
        }
}

void read_bounds(Reader& root, const PortfolioFile& out)
{
    constexpr std::size_t account = limits::account_positions;
    if (out.positions.size() > account)
        root.refuse("positions", std::to_string(out.positions.size()) + " rows", "at most 256");
    if (out.orders.size() > limits::account_permits)
        root.refuse("orders", std::to_string(out.orders.size()) + " rows", "at most 32");
    if (out.chains.size() > limits::chains) root.refuse("chains", "more than 64", "at most 64");
    if (out.underlyings.size() > limits::assets)
        root.refuse("market", "more than 64", "at most 64 underlyings");
}

}  // namespace

std::optional<std::uint32_t> PortfolioFile::chain(std::string_view chain_name) const
{
    return index_of(chains, chain_name, &Chain::name);
}

std::optional<std::uint32_t> PortfolioFile::underlying(std::string_view symbol) const
{
    return index_of(underlyings, symbol, &Underlying::symbol);
}

Result<PortfolioFile, ConfigProblem> read_portfolio(const Node& document)
{
    Findings findings;
    Reader root{findings, document, ""};
    PortfolioFile out;
    out.name = root.text_or("name", "portfolio");
    out.note = root.text_or("note", " ");
    out.now_ms = root.moment("as_of") * 1'000;
    out.stable_price_e8 =
        root.number_or<std::int64_t>("stable_price", 100'000'000, {8, 1, 200'000'000});
    out.confidence_k_ppm =
        root.number_or<std::uint32_t>("confidence_k", 1'000'000, parts(100'000'000));
    out.cash_usd_e6 = root.number_if("cash", money_range).value_or(0);
    out.underlyings = read_market(root, out.now_ms);
    read_chains(root, out);
    read_collateral(root, out);
    out.positions = read_positions(root, "positions", out);
    out.orders = read_positions(root, "orders", out);
    read_bounds(root, out);
    check_messengers(root, out);
    check_volatilities(root, out);
    if (const Node* models = root.raw("models")) out.models = *models;
    root.refuse_unknown();
    if (auto problem = findings.worst()) return fail(*std::move(problem));
    sort_chains(out);
    return out;
}

Result<PortfolioFile, ConfigProblem> read_portfolio_file(const std::filesystem::path& file)
{
    BALLAST_TRY(const Node document, read_document(file));
    return read_portfolio(document);
}

}  // namespace ballast::portfolio
