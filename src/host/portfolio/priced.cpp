// SPDX-License-Identifier: Apache-2.0
// Tables underlying by underlying, then the whole market.
#include "priced.hpp"

#include <algorithm>
#include <ballast/market/pricing.hpp>
#include <ballast/numeric/checked.hpp>

namespace ballast::portfolio {
namespace {
constexpr unsigned digits_max = 9;
constexpr unsigned exponent_min = 6;
constexpr unsigned exponent_max = 16;

/// The lines on one underlying, and the market that prices them.
struct Group
{
    std::uint32_t underlying{};
    std::vector<const Position*> lines;
    std::vector<bool> pending;
    std::vector<std::size_t> place;  ///< among all lines
    market::UnderlyingData data;
    market::PricedUnderlying priced;
    Lot lot;
};

market::UnderlyingData data_of(const Underlying& u, const std::vector<const Position*>& lines)
{
    market::UnderlyingData out{.index_e8 = u.index_e8};
    for (const Expiry& e : u.expiries)
        out.expiries.push_back({.expiry_s = e.expiry_s,
                                .forward_e8 = e.forward_e8,
                                .rate_e9 = e.rate_e9,
                                .slice = e.slice});
    for (const Position* line : lines)
    {
        market::InstrumentData one{.mark_e8 = u.mark_e8};
        if (const Expiry* expiry = u.expiry(line->terms.expiry_s))
            one.volatility_e9 = (u.volatility_e15(line->name, *expiry) + 500'000) / 1'000'000;
        out.instruments.push_back(one);
    }
    return out;
}

/// The fewest digits in which every quantity is whole.
unsigned digits_of(const std::vector<const Position*>& lines)
{
    for (unsigned digits = 0; digits < digits_max; ++digits)
        if (std::ranges::all_of(lines, [&](const Position* p) {
                return p->quantity_e9 % static_cast<std::int64_t>(pow10(9 - digits)) == 0;
            }))
            return digits;
    return digits_max;
}

std::int64_t lots_of(const Position& line, const Lot& lot)
{
    return line.quantity_e9 / static_cast<std::int64_t>(pow10(9 - lot.digits));
}

class GroupPricer
{
public:
    GroupPricer(Group& group, const risk::ScenarioPlan& plan, std::int64_t now_ms)
        : group_{group}, pricer_{plan.grid}, now_ms_{now_ms}
    {}

    /// True when every cell and every sum is in range.
    bool try_lot(const Lot& lot)
    {
        std::vector<market::ListedInstrument> listed;
        for (const Position* line : group_.lines)
            listed.push_back({line->terms, static_cast<u128>(pow10(18 - lot.digits))});
        pricer_.price(group_.data, listed, {.now_ms = now_ms_, .unit_exponent = lot.unit_exponent},
                      group_.priced);
        group_.lot = lot;
        return std::ranges::find(group_.priced.table.status, market::CellStatus::OutOfRange) ==
               group_.priced.table.status.end();
    }

    /// The finest unit at this lot; false when the lot is too large for any.
    bool fit(unsigned digits)
    {
        if (!try_lot({digits, exponent_min})) return false;
        std::int64_t largest = 1;
        for (const market::CellBlock& block : group_.priced.table.blocks)
            for (const std::int64_t cell : block.lanes)
                largest = std::max(largest, (cell < 0 ? -cell : cell) + 1);
        unsigned exponent = exponent_min;
        for (; exponent < exponent_max && largest * 10 < market::cell_limit; ++exponent)
            largest *= 10;
        for (; exponent >= exponent_min; --exponent)
            if (try_lot({digits, exponent}) && sums_are_small()) return true;
        return false;
    }

private:
    [[nodiscard]] bool sums_are_small() const
    {
        risk::ScenarioMarket market;
        risk::Portfolio portfolio;
        market.underlyings.push_back({.table = group_.priced.table});
        for (std::uint32_t k = 0; k < group_.lines.size(); ++k)
        {
            market.instruments.push_back({.row = k});
            portfolio.positions.push_back({{k}, lots_of(*group_.lines[k], group_.lot)});
        }
        return risk::sums_fit(portfolio, market);
    }

    Group& group_;
    market::Pricer pricer_;
    std::int64_t now_ms_;
};

Result<void, ConfigProblem> check_priced(const Group& group)
{
    for (std::size_t k = 0; k < group.lines.size(); ++k)
    {
        if (group.priced.table.status[k] == market::CellStatus::Priced) continue;
        return fail(group.lines[k]->place.problem(
            group.lines[k]->name,
            group.priced.table.status[k] == market::CellStatus::Expired ? "an expired instrument"
                                                                        : "no price or volatility",
            "index, forward and a volatility above 0 in [market] for it"));
    }
    return {};
}

std::vector<Group> group_lines(const PortfolioFile& file)
{
    std::vector<Group> out;
    for (std::uint32_t u = 0; u < file.underlyings.size(); ++u) out.push_back({.underlying = u});
    std::size_t place = 0;
    const auto take = [&](const std::vector<Position>& lines, bool pending) {
        for (const Position& line : lines)
        {
            Group& group = out[*file.underlying(line.terms.underlying)];
            group.lines.push_back(&line);
            group.pending.push_back(pending);
            group.place.push_back(place++);
        }
    };
    take(file.positions, false);
    take(file.orders, true);
    for (Group& group : out) group.data = data_of(file.underlyings[group.underlying], group.lines);
    return out;
}

/// Chains and messengers; domains by the order in which chains name them.
void take_chains(const PortfolioFile& file, risk::ScenarioMarket& market)
{
    std::vector<std::string> domains;
    const auto domain_of = [&](const std::string& name) {
        const auto at = std::ranges::find(domains, name);
        if (at == domains.end()) domains.push_back(name);
        return static_cast<std::uint32_t>(std::ranges::find(domains, name) - domains.begin());
    };
    for (const Chain& chain : file.chains)
        market.chains.push_back({chain.name, domain_of(chain.domain), chain.premium_ppm});
    for (const Messenger& messenger : file.messengers)
    {
        risk::Messenger out{.name = messenger.name};
        for (const std::string& domain : messenger.domains)
            out.domains.push_back(domain_of(domain));
        market.messengers.push_back(std::move(out));
    }
}

Result<std::uint32_t, ConfigProblem> class_of(const Underlying& u, const risk::ScenarioModel& model)
{
    const auto at = std::ranges::find(model.classes, u.class_name, &risk::UnderlyingClass::name);
    if (at != model.classes.end()) return static_cast<std::uint32_t>(at - model.classes.begin());
    std::string known;
    for (const risk::UnderlyingClass& c : model.classes)
        known += (known.empty() ? "" : ", ") + c.name;
    return fail(u.place.problem("market." + u.symbol + ".class", "\"" + u.class_name + "\"",
                                "a class of the model: " + known));
}

void take_group(const Group& group, const PortfolioFile& file, Priced& out)
{
    for (std::size_t k = 0; k < group.lines.size(); ++k)
    {
        const Position& line = *group.lines[k];
        const auto kind = static_cast<risk::PositionKind>(line.terms.kind);
        const std::size_t place = group.place[k];
        out.market.instruments[place] = {.underlying = group.underlying,
                                         .domain = out.market.chains[line.chain].domain,
                                         .row = static_cast<std::uint32_t>(k),
                                         .kind = kind,
                                         .expiry_s = line.terms.expiry_s,
                                         .strike_e8 = line.terms.strike_e8,
                                         .lot_e18 = pow10(18 - group.lot.digits)};
        const risk::PortfolioPosition held{{static_cast<std::uint32_t>(place)},
                                           lots_of(line, group.lot)};
        const std::size_t positions = file.positions.size();
        if (group.pending[k])
            out.portfolio.pending[place - positions] = held;
        else
            out.portfolio.positions[place] = held;
        out.marks_e8[place] = group.priced.values[k].mark_e8;
        out.volatilities_e9[place] = group.priced.values[k].volatility_e9;
    }
}

}  // namespace

Result<Priced, ConfigProblem> price_portfolio(const PortfolioFile& file,
                                              const risk::ScenarioModel& model)
{
    Priced out;
    out.market.model = model;
    take_chains(file, out.market);
    const std::size_t lines = file.positions.size() + file.orders.size();
    out.market.instruments.resize(lines);
    out.portfolio.positions.resize(file.positions.size());
    out.portfolio.pending.resize(file.orders.size());
    out.marks_e8.resize(lines);
    out.volatilities_e9.resize(lines);
    for (Group& group : group_lines(file))
    {
        const Underlying& u = file.underlyings[group.underlying];
        BALLAST_TRY(const std::uint32_t class_index, class_of(u, model));
        GroupPricer pricer{group, risk::scenario_plan(model, class_index), file.now_ms};
        unsigned digits = digits_of(group.lines);
        while (digits <= digits_max && !pricer.fit(digits)) ++digits;
        if (digits > digits_max)
            return fail(u.place.problem("positions on " + u.symbol,
                                        "quantities times prices beyond 64 bits",
                                        "less of it, or quantities with fewer decimals"));
        BALLAST_CHECK(check_priced(group));
        take_group(group, file, out);
        out.lots.push_back(group.lot);
        out.market.underlyings.push_back({.symbol = u.symbol,
                                          .class_index = class_index,
                                          .unit_exponent = group.lot.unit_exponent,
                                          .index_e8 = u.index_e8,
                                          .conf_e8 = u.conf_e8,
                                          .now_ms = file.now_ms,
                                          .table = std::move(group.priced.table)});
    }
    risk::complete(out.market);
    return out;
}

}  // namespace ballast::portfolio
