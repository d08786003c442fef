// SPDX-License-Identifier: Apache-2.0
// Instruments.
#include "instrument_view.hpp"

#include <algorithm>
#include <ballast/engine/refresh.hpp>
#include <ballast/wire/eip712.hpp>

namespace ballast::api {
namespace {
using engine::State;

void show_listing(InstrumentView& out, const State& state, std::uint32_t row)
{
    const GenesisInstrument& listing = state.genesis.instruments[row];
    const engine::InstrumentInfo& info = state.registry.instruments[row];
    const GenesisChain& chain = state.genesis.chains[info.chain];
    out.name = listing.name;
    out.chain = listing.chain;
    out.chain_name = chain.name;
    out.eip155 = chain.eip155;
    out.venue = listing.venue;
    out.eip712_domain = wire::venue_domain(chain.eip155, listing.venue);
    out.status = state.contracts[info.contract].status;
    out.feed = state.genesis.feeds[info.feed].name;
    out.lot_e18 = listing.lot_e18;
    out.tick_e8 = listing.tick_e8;
    out.initial_requirement_ppm = listing.initial_ppm;
    out.maintenance_requirement_ppm = listing.maintenance_ppm;
    out.band_ppm = listing.band_ppm;
    out.lots_account_max = listing.lots_account_max;
    out.lots_open_max = listing.lots_open_max;
}

SettlementView settlement_view(const State& state, std::uint32_t row)
{
    const InstrumentIndex k{row};
    SettlementView out{.index_e8 = engine::settled_index_e8(state, k)};
    if (out.index_e8 == 0)
    {
        const bool is_over =
            state.registry.instruments[row].expiry_s * 1000 <= state.counters.time_ms;
        out.stage = is_over ? SettlementStage::Due : SettlementStage::Trading;
        return out;
    }
    out.value_e8 = engine::settlement_value(state.registry.instruments[row].terms, out.index_e8);
    out.stage = SettlementStage::Confirmed;
    for (const auto& [order, settlement] : state.settlements)
        if (settlement.instrument == k)
        {
            out.stage = SettlementStage::Ordered;
            out.order_id = order;
        }
    return out;
}

void show_terms(InstrumentView& out, const State& state, std::uint32_t row)
{
    const engine::InstrumentInfo& info = state.registry.instruments[row];
    out.kind = info.terms.kind;
    if (info.terms.kind == InstrumentKind::Option)
        out.option = OptionView{.strike_e8 = info.terms.strike_e8, .call = info.terms.call};
    if (info.expiry_s == 0) return;
    out.expiry_s = info.expiry_s;
    out.settlement = settlement_view(state, row);
}

void show_market(InstrumentView& out, const State& state, std::uint32_t row, std::int64_t now_ms)
{
    const risk::InstrumentRisk& terms = state.risk.instruments[row];
    const market::FeedPrice& feed = state.feeds[state.registry.instruments[row].feed];
    const engine::InstrumentState& book = state.instruments[row];
    out.mark_e8 = terms.mark_e8;
    out.confidence_e8 = feed.conf_e8;
    out.publish_time_s = feed.publish_time_s;
    out.stale = now_ms > terms.fresh_until_ms;
    out.degraded = feed.degraded;
    out.lots_open = book.lots_long;
    out.lots_pending = book.lots_pending;
    out.open_interest_e18 = static_cast<i128>(book.lots_long) *
                            static_cast<i128>(state.genesis.instruments[row].lot_e18);
    out.open_interest_usd_e6 =
        mul_div_up(static_cast<i128>(book.lots_long) * terms.mark_e8, terms.lot_num, terms.lot_den);
    for (const Balance& balance : book.clearing)
    {
        const GenesisToken& token = state.genesis.tokens[balance.token.value];
        out.clearing.push_back({token.chain, token.asset, token.address, balance.amount});
    }
}
}  // namespace

InstrumentsView instruments_view(const State& state, std::int64_t now_ms)
{
    InstrumentsView out{.sequence = state.counters.sequence, .time_ms = state.counters.time_ms};
    out.as_of_ms = std::max(now_ms, out.time_ms);
    for (std::uint32_t row = 0; row < state.genesis.instruments.size(); ++row)
    {
        InstrumentView view;
        show_listing(view, state, row);
        show_terms(view, state, row);
        show_market(view, state, row, out.as_of_ms);
        out.instruments.push_back(std::move(view));
    }
    return out;
}

}  // namespace ballast::api
