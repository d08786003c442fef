// SPDX-License-Identifier: Apache-2.0
// Record 0: the state of a deployment before anything happened.
#pragma once
#include <ballast/engine/refresh.hpp>

namespace ballast::engine {

/// Of a token in a deployment with scenarios: what it can hedge, in which order, and what its
/// haircut is then relieved of (m_i; the rest of it stays).
template <class S>
void derive_hedging(S& state, std::size_t row)
{
    const Genesis& g = state.genesis;
    const TokenInfo& info = state.registry.tokens[row];
    risk::TokenRisk& out = state.risk.tokens[row];
    out.underlying = state.risk.scenarios->underlying_of_feed(g.assets[info.asset].feed);
    out.chain = info.chain;
    for (std::size_t other = 0; other < g.tokens.size(); ++other)
        if (std::pair{g.tokens[other].chain, other} < std::pair{g.tokens[row].chain, row})
            ++out.rank;
    const risk::HedgedHaircut hedged = risk::hedged_haircut(info.haircut);
    out.relief_initial_ppm = info.haircut.total_initial_ppm - hedged.initial_ppm;
    out.relief_maintenance_ppm = info.haircut.total_maintenance_ppm - hedged.maintenance_ppm;
}

/// Builds everything that follows from genesis. Also used after a snapshot was decoded.
template <class S>
void derive_from_genesis(S& state)
{
    const Genesis& g = state.genesis;
    state.registry = Registry{g};
    state.risk.tokens.assign(g.tokens.size(), {});
    state.risk.scenarios.reset();
    if (g.scenarios) state.risk.scenarios.emplace(g, state.registry.premium_ppm);
    state.recognised_usd_e6.assign(g.tokens.size(), 0);
    state.risk.instruments.assign(g.instruments.size(), {});
    for (std::size_t i = 0; i < g.tokens.size(); ++i)
    {
        risk::TokenRisk& out = state.risk.tokens[i];
        out.unit = state.registry.tokens[i].unit;
        out.of_settlement = state.registry.tokens[i].feed == state.registry.settlement_feed;
        out.haircut_initial_ppm = state.registry.tokens[i].haircut.total_initial_ppm;
        out.haircut_maintenance_ppm = state.registry.tokens[i].haircut.total_maintenance_ppm;
        if (state.risk.scenarios) derive_hedging(state, i);
    }
    for (std::size_t i = 0; i < g.instruments.size(); ++i)
    {
        risk::InstrumentRisk& out = state.risk.instruments[i];
        risk::set_lot(out, g.instruments[i].lot_e18);
        out.of_settlement = state.registry.instruments[i].feed == state.registry.settlement_feed;
        // Where portfolios are margined, no position is margined by itself.
        if (state.risk.scenarios) continue;
        out.initial_ppm = g.instruments[i].initial_ppm;
        out.maintenance_ppm = g.instruments[i].maintenance_ppm;
    }
    for (std::uint32_t feed = 0; feed < state.feeds.size(); ++feed) refresh_risk(state, feed);
    find_next_expiry(state);
}

/// One row for each expiry that something is listed for, by expiry, then underlying.
template <class S>
void list_expiries(S& state)
{
    state.expiries.clear();
    const Genesis& g = state.genesis;
    for (std::uint32_t u = 0; g.scenarios && u < g.scenarios->underlyings.size(); ++u)
        for (const GenesisInstrument& listing : g.instruments)
            if (const auto terms = parse_terms(listing.name);
                terms && terms->expiry_s != 0 && listing.feed == g.scenarios->underlyings[u].feed)
                state.expiries.push_back({.underlying = u, .expiry_s = terms->expiry_s});
    const auto key = [](const ExpiryState& e) { return std::pair{e.expiry_s, e.underlying}; };
    std::ranges::sort(state.expiries, {}, key);
    const auto rest = std::ranges::unique(state.expiries, {}, key);
    state.expiries.erase(rest.begin(), rest.end());
}

template <class S>
void apply_open_deployment(S& state, const OpenDeployment& command, OutcomeSink& sink)
{
    if (state.open || find_problem(*command.genesis))
    {
        sink.events.push_back(CommandRejected{RejectReason::InvalidGenesis});
        return;
    }
    const Genesis& g = state.genesis = *command.genesis;
    state.tokens.assign(g.tokens.size(), {});
    state.chains.assign(g.chains.size(), {});
    state.contracts.assign(g.contracts.size(), {});
    state.permit_queue.assign(g.contracts.size(), {});
    state.release_queue.assign(g.contracts.size(), {});
    state.transfer_queue.assign(g.contracts.size(), {});
    state.instruments.assign(g.instruments.size(), {});
    state.marks.assign(g.instruments.size(), {});
    state.surfaces.assign(g.scenarios ? g.scenarios->underlyings.size() : 0, {});
    list_expiries(state);
    state.feeds.clear();
    for (const GenesisFeed& feed : g.feeds) state.feeds.push_back({.feed = feed.id});
    derive_from_genesis(state);
    intern_account(state, g.fund);
    intern_account(state, g.treasury);
    if (g.settlement_interval_ms > 0)
        state.counters.settled_interval = g.time_ms / g.settlement_interval_ms;
    state.open = true;
}

}  // namespace ballast::engine
