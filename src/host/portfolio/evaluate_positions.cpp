// SPDX-License-Identifier: Apache-2.0
// The method "per-position": every line by itself, and every chain a silo.
#include <boost/json/array.hpp>

#include "methods.hpp"

namespace ballast::portfolio {
namespace {
namespace json = boost::json;

/// A chain as a venue of its own: what lies there and what it charges.
struct Silo
{
    i128 equity_usd_e6{};
    i128 initial_usd_e6{};
};

json::array silos_json(const PortfolioFile& file, std::span<const Silo> silos)
{
    json::array out;
    for (std::size_t j = 0; j < silos.size(); ++j)
        out.push_back(
            json::object{{"chain", file.chains[j].name},
                         {"equity_initial", usd(silos[j].equity_usd_e6)},
                         {"initial", usd(silos[j].initial_usd_e6)},
                         {"free", usd(silos[j].equity_usd_e6 - silos[j].initial_usd_e6)}});
    return out;
}

}  // namespace

Result<Evaluation, ConfigProblem> evaluate_positions(const PortfolioFile& file,
                                                     const risk::PositionModel& model)
{
    BALLAST_TRY(const Marked marked, mark_portfolio(file));
    const Equity& equity = marked.equity;
    Evaluation out{.equity_usd_e6 = equity.equity_usd_e6,
                   .equity_initial_usd_e6 = equity.initial_usd_e6,
                   .equity_maintenance_usd_e6 = equity.maintenance_usd_e6};
    out.lines = lines_of(file, equity, marked.marks_e8);

    std::vector<Silo> silos(file.chains.size());
    for (std::size_t i = 0; i < file.collateral.size(); ++i)
        silos[file.collateral[i].chain].equity_usd_e6 += equity.collateral[i].initial_usd_e6;
    json::array lines;
    const auto take = [&](const Position& position, std::size_t place) {
        const Underlying& u = file.underlyings[*file.underlying(position.terms.underlying)];
        const risk::PositionCharge charge =
            risk::charge_position({.terms = position.terms,
                                   .quantity_e9 = position.quantity_e9,
                                   .mark_e8 = marked.marks_e8[place],
                                   .index_e8 = u.index_e8},
                                  model);
        out.initial_usd_e6 += charge.initial_usd_e6;
        out.maintenance_usd_e6 += charge.maintenance_usd_e6;
        silos[position.chain].initial_usd_e6 += charge.initial_usd_e6;
        out.terms.push_back(
            {position.name, charge.initial_usd_e6, "on " + file.chains[position.chain].name});
        lines.push_back(json::object{{"instrument", position.name},
                                     {"chain", file.chains[position.chain].name},
                                     {"initial", usd(charge.initial_usd_e6)},
                                     {"maintenance", usd(charge.maintenance_usd_e6)}});
    };
    for (std::size_t i = 0; i < file.positions.size(); ++i)
    {
        take(file.positions[i], i);
        silos[file.positions[i].chain].equity_usd_e6 +=
            equity.unrealised_usd_e6[i] + file.positions[i].funding_usd_e6;
    }
    for (std::size_t i = 0; i < file.orders.size(); ++i)
        take(file.orders[i], file.positions.size() + i);
    out.details = {{"charges", std::move(lines)},
                   {"silos", silos_json(file, silos)},
                   {"cash_outside_silos", usd(file.cash_usd_e6)},
                   {"equity", equity_json(file, equity)}};
    return out;
}

}  // namespace ballast::portfolio
