// SPDX-License-Identifier: Apache-2.0
// From genesis to rows, and from prices to cells.
#include "scenario_tables.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/haircut.hpp>

namespace ballast::risk {
namespace {

constexpr unsigned unit_exponent_max = 16;

/// The class's row in the model; it is there, genesis was checked.
std::uint32_t class_of(const ScenarioModel& model, const std::string& name)
{
    const auto at = std::ranges::find(model.classes, name, &UnderlyingClass::name);
    BALLAST_ASSERT(at != model.classes.end());
    return static_cast<std::uint32_t>(at - model.classes.begin());
}

std::uint32_t row_of(const Genesis& genesis, ChainId id)
{
    const auto at = std::ranges::find(genesis.chains, id, &GenesisChain::id);
    BALLAST_ASSERT(at != genesis.chains.end());
    return static_cast<std::uint32_t>(at - genesis.chains.begin());
}

/// An upper bound of |cell| over the columns, in parts per million of the price of a lot: an
/// option's value moves by less than its underlying and its own value together.
i128 largest_cell_ppm(const market::ScenarioGrid& grid)
{
    i128 largest = 0;
    for (const market::Scenario& s : grid.scenarios)
    {
        const i128 size = one_ppm + (s.spot_ppm < 0 ? -i128{s.spot_ppm} : i128{s.spot_ppm});
        largest = std::max(largest, mul_div_up(size, s.dampening_e9, market::one_e9));
    }
    return 2 * largest;
}

}  // namespace

ScenarioTables::ScenarioTables(const Genesis& genesis, std::span<const std::uint32_t> premium_ppm)
{
    const GenesisScenarios& scenarios = *genesis.scenarios;
    market_.model = scenarios.model;
    for (std::size_t c = 0; c < scenarios.model.classes.size(); ++c)
        pricers_.emplace_back(scenario_plan(scenarios.model, c).grid);
    for (const GenesisUnderlying& u : scenarios.underlyings)
    {
        market_.underlyings.push_back(
            {.symbol = u.symbol, .class_index = class_of(scenarios.model, u.margin_class)});
        feeds_.push_back(u.feed);
    }
    for (const market::Pricer& pricer : pricers_)
        for (const market::Scenario& s : pricer.grid().scenarios)
            largest_move_ppm_ = std::max(
                largest_move_ppm_, mul_div_up(s.spot_ppm < 0 ? -i128{s.spot_ppm} : i128{s.spot_ppm},
                                              s.dampening_e9, market::one_e9));
    instruments_.resize(feeds_.size());
    values_.resize(feeds_.size());
    place_chains(genesis, premium_ppm);
    place_instruments(genesis);
    complete(market_);
    for (std::uint32_t u = 0; u < feeds_.size(); ++u) refresh(u, {}, 0, 0);
}

void ScenarioTables::place_chains(const Genesis& genesis,
                                  std::span<const std::uint32_t> premium_ppm)
{
    std::uint32_t domains = 0;
    std::vector<std::uint32_t> domain_of_sequencer(genesis.scenarios->sequencers.size(),
                                                   no_underlying);
    for (std::size_t j = 0; j < genesis.chains.size(); ++j)
    {
        ChainRisk chain{.name = genesis.chains[j].name, .premium_ppm = premium_ppm[j]};
        std::uint32_t* shared = nullptr;
        for (std::size_t k = 0; k < domain_of_sequencer.size(); ++k)
            if (std::ranges::count(genesis.scenarios->sequencers[k].chains, genesis.chains[j].id))
                shared = &domain_of_sequencer[k];
        chain.domain = shared != nullptr && *shared != no_underlying ? *shared : domains++;
        if (shared != nullptr) *shared = chain.domain;
        market_.chains.push_back(std::move(chain));
    }
    for (const GenesisRoute& route : genesis.scenarios->messengers)
    {
        Messenger messenger{.name = route.name};
        for (const ChainId id : route.chains)
            messenger.domains.push_back(market_.chains[row_of(genesis, id)].domain);
        std::ranges::sort(messenger.domains);
        const auto rest = std::ranges::unique(messenger.domains);
        messenger.domains.erase(rest.begin(), rest.end());
        market_.messengers.push_back(std::move(messenger));
    }
}

void ScenarioTables::place_instruments(const Genesis& genesis)
{
    for (const GenesisInstrument& listing : genesis.instruments)
    {
        const std::uint32_t u = underlying_of_feed(listing.feed);
        BALLAST_ASSERT(u != no_underlying);
        const auto named = parse_terms(listing.name);
        // A name in another style is a perpetual's: genesis refuses it of anything else.
        const InstrumentTerms terms = named ? *named : InstrumentTerms{};
        market_.instruments.push_back(
            {.underlying = u,
             .domain = market_.chains[row_of(genesis, listing.chain)].domain,
             .row = static_cast<std::uint32_t>(instruments_[u].size()),
             .kind = terms.kind,
             .expiry_s = terms.expiry_s,
             .strike_e8 = terms.strike_e8,
             .lot_e18 = static_cast<i128>(listing.lot_e18)});
        instruments_[u].push_back({.terms = terms, .lot_e18 = listing.lot_e18});
    }
}

unsigned ScenarioTables::finest_unit(std::uint32_t underlying,
                                     const market::UnderlyingData& data) const
{
    u128 lot_e18 = 1;
    for (const market::ListedInstrument& k : instruments_[underlying])
        lot_e18 = std::max(lot_e18, k.lot_e18);
    std::int64_t price_e8 = data.index_e8;
    for (const market::ExpiryData& e : data.expiries) price_e8 = std::max(price_e8, e.forward_e8);
    for (const market::InstrumentData& k : data.instruments)
        price_e8 = std::max(price_e8, k.mark_e8);
    // Where a lot is worth more than 128 bits of USD e6 no unit is coarse enough: pricing says so.
    const auto lot_usd_e6 =
        checked_mul_div_up(static_cast<i128>(lot_e18), price_e8, pow10(18 + 8 - 6));
    if (!lot_usd_e6 || *lot_usd_e6 > pow10(24)) return 0;
    const i128 move_ppm =
        largest_cell_ppm(pricers_[market_.underlyings[underlying].class_index].grid());
    const i128 move_usd_e6 = mul_div_up(*lot_usd_e6, move_ppm, one_ppm) + 1;
    unsigned exponent = 0;
    while (exponent < unit_exponent_max &&
           mul_div_up(move_usd_e6, pow10(exponent + 1), pow10(6)) < market::cell_limit)
        ++exponent;
    return exponent;
}

void ScenarioTables::refresh(std::uint32_t underlying, const market::UnderlyingData& data,
                             std::int64_t conf_e8, std::int64_t now_ms)
{
    UnderlyingRisk& out = market_.underlyings[underlying];
    out.unit_exponent = finest_unit(underlying, data);
    out.index_e8 = data.index_e8;
    out.conf_e8 = conf_e8;
    out.now_ms = now_ms;
    std::swap(priced_.table, out.table);
    std::swap(priced_.values, values_[underlying]);
    pricers_[out.class_index].price(data, instruments_[underlying],
                                    {.now_ms = now_ms, .unit_exponent = out.unit_exponent},
                                    priced_);
    std::swap(priced_.table, out.table);
    std::swap(priced_.values, values_[underlying]);
}

std::uint32_t ScenarioTables::underlying_of_feed(const Bytes32& feed) const
{
    const auto at = std::ranges::find(feeds_, feed);
    if (at == feeds_.end()) return no_underlying;
    return static_cast<std::uint32_t>(at - feeds_.begin());
}

bool ScenarioTables::is_priced(InstrumentIndex instrument) const
{
    const InstrumentRow& at = market_.instruments[instrument.value];
    return market_.underlyings[at.underlying].table.status[at.row] == market::CellStatus::Priced;
}

}  // namespace ballast::risk
