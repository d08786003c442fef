// SPDX-License-Identifier: Apache-2.0
// Building and searching the look-ups of a genesis.
#include "registry.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/checked.hpp>

namespace ballast::engine {
namespace {
template <class Rows, class Match>
std::uint32_t row_of(const Rows& rows, Match match)
{
    const auto at = std::find_if(rows.begin(), rows.end(), match);
    BALLAST_ASSERT(at != rows.end());  // find_problem has checked every reference
    return static_cast<std::uint32_t>(at - rows.begin());
}
}  // namespace

Registry::Registry(const Genesis& g)
{
    tokens_by_chain.resize(g.chains.size());
    vault_by_chain.resize(g.chains.size());
    tokens_by_feed.resize(g.feeds.size());
    instruments_by_feed.resize(g.feeds.size());
    for (std::uint32_t i = 0; i < g.chains.size(); ++i)
    {
        chains_.append(g.chains[i].id);
        premium_ppm.push_back(risk::latency_premium_ppm(risk::settlement_delay_ms(g.chains[i])));
    }
    for (std::uint32_t i = 0; i < g.feeds.size(); ++i) feeds_.append(g.feeds[i].id);
    for (std::uint32_t i = 0; i < g.contracts.size(); ++i)
    {
        const GenesisContract& c = g.contracts[i];
        contracts_.append(ContractKey{c.chain, c.address});
        contract_chain.push_back(
            row_of(g.chains, [&](const auto& row) { return row.id == c.chain; }));
    }
    for (std::uint32_t i = 0; i < g.contracts.size(); ++i)
        if (g.contracts[i].kind == ContractKind::Vault) vault_by_chain[contract_chain[i]] = i;
    for (const GenesisAsset& asset : g.assets)
        if (asset.settlement)
            settlement_feed =
                row_of(g.feeds, [&](const auto& row) { return row.id == asset.feed; });
    for (std::uint32_t i = 0; i < g.tokens.size(); ++i)
    {
        const GenesisToken& t = g.tokens[i];
        TokenInfo info;
        info.chain = row_of(g.chains, [&](const auto& row) { return row.id == t.chain; });
        info.asset = row_of(g.assets, [&](const auto& row) { return row.symbol == t.asset; });
        const GenesisAsset& asset = g.assets[info.asset];
        info.feed = row_of(g.feeds, [&](const auto& row) { return row.id == asset.feed; });
        info.settlement = asset.settlement;
        info.unit = pow10(t.decimals + 2U);
        if (info.settlement) info.settlement_unit = pow10(t.decimals - 6U);
        info.haircut = risk::haircut(asset, t, premium_ppm[info.chain]);
        tokens_.append(ContractKey{t.chain, t.address});
        tokens_by_chain[info.chain].push_back({i});
        tokens_by_feed[info.feed].push_back({i});
        tokens.push_back(info);
    }
    for (std::uint32_t i = 0; i < g.instruments.size(); ++i)
    {
        const GenesisInstrument& k = g.instruments[i];
        InstrumentInfo info;
        info.contract = row_of(
            g.contracts, [&](const auto& c) { return c.chain == k.chain && c.address == k.venue; });
        info.chain = contract_chain[info.contract];
        info.feed = row_of(g.feeds, [&](const auto& row) { return row.id == k.feed; });
        const auto& local = tokens_by_chain[info.chain];
        const auto settlement = std::find_if(
            local.begin(), local.end(), [&](TokenIndex t) { return tokens[t.value].settlement; });
        BALLAST_ASSERT(settlement != local.end());
        info.settlement_token = *settlement;
        if (const auto terms = parse_terms(k.name)) info.terms = *terms;
        info.expiry_s = info.terms.expiry_s;
        instruments_.append(InstrumentKey{info.contract, k.name});
        instruments_by_feed[info.feed].push_back({i});
        instruments.push_back(info);
    }
}

std::optional<std::uint32_t> Registry::contract(ChainId chain, const Address& address) const
{
    return contracts_.find(ContractKey{chain, address});
}

std::optional<TokenIndex> Registry::token(ChainId chain, const Address& address) const
{
    const auto row = tokens_.find(ContractKey{chain, address});
    if (!row) return {};
    return TokenIndex{*row};
}

std::optional<InstrumentIndex> Registry::instrument(std::uint32_t contract,
                                                    const InstrumentName& name) const
{
    const auto row = instruments_.find(InstrumentKey{contract, name});
    if (!row) return {};
    return InstrumentIndex{*row};
}

std::optional<std::uint32_t> Registry::feed(const Bytes32& id) const { return feeds_.find(id); }

std::optional<std::uint32_t> Registry::chain(ChainId id) const { return chains_.find(id); }

}  // namespace ballast::engine
