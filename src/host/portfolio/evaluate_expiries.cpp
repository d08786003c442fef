// SPDX-License-Identifier: Apache-2.0
// The method "expiry-scenarios": books of each underlying, then risk/models/expiry_model.hpp.
#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <boost/json/array.hpp>
#include <map>

#include "methods.hpp"

namespace ballast::portfolio {
namespace {
namespace json = boost::json;
using market::ExpiryShock;

i128 magnitude_of(i128 value) { return value < 0 ? -value : value; }
/// quantity * price, USD e12.
i128 worth_e12(std::int64_t quantity_e9, std::int64_t price_e8)
{
    return mul_div_down(quantity_e9, price_e8, 100'000);
}
i128 to_e6(i128 usd_e12) { return div_floor(usd_e12, 1'000'000); }
std::string usd_e12(i128 value) { return to_decimal_scaled(value, 12); }

/// What is held of one instrument on all chains together.
struct Held
{
    const Position* line{};
    std::int64_t quantity_e9{};
};

class BookMaker
{
public:
    BookMaker(const PortfolioFile& file, const risk::ExpiryModel& model, const Underlying& u)
        : file_{file}, model_{model}, u_{u}, shocks_{risk::shocks_of(model)}
    {
        book_.feed_score_ppm = u.feed_score_ppm;
    }

    risk::UnderlyingBook make()
    {
        std::map<std::string, Held> held;
        for (const Position& line : file_.positions)
            if (line.terms.underlying == u_.symbol)
            {
                Held& one = held[line.name];
                one.line = &line;
                one.quantity_e9 += line.quantity_e9;
                book_.mark_usd_e12 += mark_of(line) + i128{line.funding_usd_e6} * 1'000'000;
            }
        i128 linear_net = 0;
        for (const auto& [name, one] : held)
            one.line->terms.kind == InstrumentKind::Option ? take_option(one)
                                                           : take_linear(one, linear_net);
        book_.linear_spot_usd_e12 = magnitude_of(linear_net);
        take_short_options();
        take_collateral();
        for (auto& [expiry_s, expiry] : expiries_) book_.expiries.push_back(std::move(expiry));
        return std::move(book_);
    }

    /// One unit of an option now, USD e12.
    [[nodiscard]] i128 value_e12(const Position& line, const ExpiryShock& shock) const
    {
        const Expiry& expiry = *u_.expiry(line.terms.expiry_s);
        return market::option_value_e12(moment_of(file_, expiry, model_.settlement_window_ms),
                                        {.strike_e8 = line.terms.strike_e8,
                                         .call = line.terms.call,
                                         .volatility_e15 = option_volatility_e15(file_, u_, line)},
                                        shock, model_.moves, model_.skew);
    }

private:
    risk::ExpiryBook& book_of(std::int64_t expiry_s)
    {
        const auto [at, fresh] = expiries_.try_emplace(expiry_s);
        if (!fresh) return at->second;
        const Expiry& expiry = *u_.expiry(expiry_s);
        at->second.left_ms = expiry_s * 1'000 - file_.now_ms;
        at->second.discounts =
            market::expiry_discounts(at->second.left_ms, expiry.rate_e9, model_.discounts);
        at->second.shocked_usd_e12.assign(shocks_.size(), 0);
        return at->second;
    }

    void take_option(const Held& one)
    {
        risk::ExpiryBook& book = book_of(one.line->terms.expiry_s);
        const auto of = [&](const ExpiryShock& shock) {
            return mul_div_down(one.quantity_e9, value_e12(*one.line, shock), pow10(9));
        };
        const i128 now = of({});
        book.now_usd_e12 += now;
        for (std::size_t s = 0; s < shocks_.size(); ++s) book.shocked_usd_e12[s] += of(shocks_[s]);
        const auto move = static_cast<std::int32_t>(model_.basis_move_ppm);
        book.basis_down_usd_e12 += of({.spot_ppm = -move}) - now;
        book.basis_up_usd_e12 += of({.spot_ppm = move}) - now;
        naked_e9_[{one.line->terms.expiry_s, one.line->terms.strike_e8}] += one.quantity_e9;
        book_.options_usd_e12 += magnitude_of(worth_e12(one.quantity_e9, u_.index_e8));
    }

    void take_linear(const Held& one, i128& net_usd_e12)
    {
        std::int64_t price_e8 = u_.mark_e8 == 0 ? u_.index_e8 : u_.mark_e8;
        if (one.line->terms.kind == InstrumentKind::Future)
        {
            price_e8 = u_.expiry(one.line->terms.expiry_s)->forward_e8;
            risk::ExpiryBook& book = book_of(one.line->terms.expiry_s);
            const i128 move = mul_div_down(worth_e12(one.quantity_e9, price_e8),
                                           model_.basis_move_ppm, risk::one_ppm);
            book.basis_down_usd_e12 -= move;
            book.basis_up_usd_e12 += move;
        }
        book_.linear_usd_e12 += worth_e12(one.quantity_e9, price_e8);
        net_usd_e12 += worth_e12(one.quantity_e9, u_.index_e8);
    }

    void take_short_options()
    {
        for (const auto& [strike, quantity_e9] : naked_e9_)
            if (quantity_e9 < 0) book_.short_options_usd_e12 -= worth_e12(quantity_e9, u_.index_e8);
    }

    void take_collateral()
    {
        for (const Collateral& c : file_.collateral)
        {
            if (c.underlying != u_.symbol) continue;
            const i128 value = i128{c.amount_e8} * c.price_e8 / 10'000;
            book_.collateral_usd_e12 += std::max<i128>(value, 0);
            book_.mark_usd_e12 += value;
        }
    }

    /// As unrealised_usd_e6, with all digits of an option's value.
    [[nodiscard]] i128 mark_of(const Position& line) const
    {
        i128 price_e12 = i128{u_.mark_e8 == 0 ? u_.index_e8 : u_.mark_e8} * 10'000;
        const bool is_option = line.terms.kind == InstrumentKind::Option;
        if (is_option) price_e12 = value_e12(line, {});
        if (line.terms.kind == InstrumentKind::Future)
            price_e12 = i128{u_.expiry(line.terms.expiry_s)->forward_e8} * 10'000;
        const auto since = [&](std::int64_t from_e8) {
            return mul_div_down(line.quantity_e9, price_e12 - i128{from_e8} * 10'000, pow10(9));
        };
        if (line.anchor_e8)
            return line.unrealised_usd_e6.value_or(0) * 1'000'000 + since(*line.anchor_e8);
        if (line.unrealised_usd_e6) return *line.unrealised_usd_e6 * 1'000'000;
        if (line.entry_e8) return since(*line.entry_e8);
        return is_option ? since(0) : 0;
    }

    const PortfolioFile& file_;
    const risk::ExpiryModel& model_;
    const Underlying& u_;
    std::vector<ExpiryShock> shocks_;
    risk::UnderlyingBook book_;
    std::map<std::int64_t, risk::ExpiryBook> expiries_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> naked_e9_;
};

std::vector<ScenarioColumn> columns_of(const risk::ExpiryModel& model)
{
    std::vector<ScenarioColumn> out;
    for (const market::Scenario& s : model.grid) out.push_back({s, scenario_name(s)});
    if (model.skew_linear) out.push_back({{}, "smile tilted", false});
    if (model.skew_absolute) out.push_back({{}, "smile bent", false});
    return out;
}

std::string worst_name(const risk::UnderlyingBalance& b, const std::vector<ScenarioColumn>& columns)
{
    if (b.worst_usd_e12 == 0) return "";
    return b.worst == risk::basis_is_worst ? "basis" : columns[b.worst].name;
}

void take_terms(const std::string& symbol, const risk::UnderlyingBalance& b, Evaluation& out)
{
    const auto term = [&](std::string_view name, i128 amount_e12, std::string note = {}) {
        if (amount_e12 != 0)
            out.terms.push_back({symbol + " " + std::string{name}, to_e6(amount_e12), note});
    };
    term("worst", b.worst_usd_e12, worst_name(b, out.columns));
    term("basis", b.basis_usd_e12, "competes with the scenarios");
    term("peg", b.peg_usd_e12, "in IM");
    term("linear at spot", -b.perpetual_usd_e12 - b.perpetual_extra_usd_e12, "IM contingency");
    term("naked shorts", -b.short_option_usd_e12 - b.short_option_extra_usd_e12, "IM contingency");
    term("collateral", -b.collateral_usd_e12 - b.collateral_extra_usd_e12, "IM contingency");
    term("confidence", -b.confidence_usd_e12, "IM contingency");
    term("mark", b.mark_usd_e12, "options, P&L, funding, collateral");
    term("IM balance", b.initial_usd_e12, "without cash");
    term("MM balance", b.maintenance_usd_e12, "without cash");
}

json::object json_of(const std::string& symbol, const risk::UnderlyingBalance& b,
                     const std::vector<ScenarioColumn>& columns)
{
    json::array pnl;
    for (std::size_t s = 0; s < columns.size(); ++s)
        pnl.push_back(
            json::object{{"scenario", columns[s].name}, {"pnl", usd_e12(b.pnl_usd_e12[s])}});
    return {{"symbol", symbol},
            {"worst", usd_e12(b.worst_usd_e12)},
            {"worst_scenario", worst_name(b, columns)},
            {"basis", usd_e12(b.basis_usd_e12)},
            {"peg", usd_e12(b.peg_usd_e12)},
            {"contingencies",
             {{"linear", usd_e12(b.perpetual_usd_e12)},
              {"linear_initial_extra", usd_e12(b.perpetual_extra_usd_e12)},
              {"short_options", usd_e12(b.short_option_usd_e12)},
              {"short_options_initial_extra", usd_e12(b.short_option_extra_usd_e12)},
              {"collateral", usd_e12(b.collateral_usd_e12)},
              {"collateral_initial_extra", usd_e12(b.collateral_extra_usd_e12)},
              {"confidence", usd_e12(b.confidence_usd_e12)}}},
            {"mark", usd_e12(b.mark_usd_e12)},
            {"initial_balance", usd_e12(b.initial_usd_e12)},
            {"maintenance_balance", usd_e12(b.maintenance_usd_e12)},
            {"scenarios", std::move(pnl)}};
}

/// Collateral in nothing that is margined: it has its value, less the contingency.
i128 other_collateral_e12(const PortfolioFile& file, std::uint32_t part_ppm)
{
    i128 out = 0;
    for (const Collateral& c : file.collateral)
    {
        if (file.underlying(c.underlying)) continue;
        const i128 value = i128{c.amount_e8} * c.price_e8 / 10'000;
        out += value - mul_div_up(std::max<i128>(value, 0), part_ppm, risk::one_ppm);
    }
    return out;
}

}  // namespace

Result<Evaluation, ConfigProblem> evaluate_expiries(const PortfolioFile& file,
                                                    const risk::ExpiryModel& model)
{
    BALLAST_TRY(const Marked marked, mark_portfolio(file));
    Evaluation out{.columns = columns_of(model)};
    out.lines = lines_of(file, marked.equity, marked.marks_e8);
    const auto stable_ppm = static_cast<std::uint32_t>(file.stable_price_e8 / 100);
    const i128 cash_e12 = file.cash_usd_e6 * 1'000'000;
    i128 initial =
        cash_e12 + other_collateral_e12(file, model.collateral_ppm + model.collateral_extra_ppm);
    i128 maintenance = cash_e12 + other_collateral_e12(file, model.collateral_ppm);
    i128 healthy = cash_e12 + other_collateral_e12(file, 0);
    json::array underlyings;
    for (const Underlying& u : file.underlyings)
    {
        const risk::UnderlyingBook book = BookMaker{file, model, u}.make();
        const risk::UnderlyingBalance b = risk::balance_of(book, model, stable_ppm);
        initial += b.initial_usd_e12;
        maintenance += b.maintenance_usd_e12;
        healthy += b.mark_usd_e12;
        take_terms(u.symbol, b, out);
        if (out.worst.empty()) out.worst = worst_name(b, out.columns);
        ScenarioRow row{.symbol = u.symbol};
        for (const i128 pnl : b.pnl_usd_e12) row.pnl_usd_e6.push_back(to_e6(pnl));
        out.rows.push_back(std::move(row));
        underlyings.push_back(json_of(u.symbol, b, out.columns));
    }
    add_total(out.rows);
    // Balances become what they mean: mark and cash against what the rules take off them.
    out.equity_usd_e6 = out.equity_initial_usd_e6 = out.equity_maintenance_usd_e6 = to_e6(healthy);
    out.initial_usd_e6 = out.equity_usd_e6 - to_e6(initial);
    out.maintenance_usd_e6 = out.equity_usd_e6 - to_e6(maintenance);
    out.details = {{"initial_balance", usd_e12(initial)},
                   {"maintenance_balance", usd_e12(maintenance)},
                   {"cash", usd_e12(cash_e12)},
                   {"underlyings", std::move(underlyings)}};
    return out;
}

}  // namespace ballast::portfolio
