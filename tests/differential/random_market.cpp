// SPDX-License-Identifier: Apache-2.0
// See random_market.hpp. Ranges are those of find_problem, and of the sums (sums_fit).
#include "random_market.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>
#include <ballast/market/pricing.hpp>
#include <ballast/numeric/mul_div.hpp>

namespace ballast::differential {
namespace {
using risk::InstrumentRow;
using risk::PositionKind;
using risk::ScenarioMarket;

constexpr std::int64_t start_ms = 1'780'000'000'000;
constexpr std::int64_t day_s = 86'400;
constexpr i128 lot_e18_max = pow10(24);
constexpr std::int64_t cell_max = market::cell_limit - 1;

VolatilityMove random_move(Dice& dice) { return static_cast<VolatilityMove>(dice.between(0, 2)); }

// Models

std::vector<Scenario> random_core(Dice& dice, const std::vector<Scenario>& shipped)
{
    std::vector<Scenario> out;
    const auto keep = dice.between(1, 10);
    for (const Scenario& s : shipped)
        if (dice.between(1, 10) <= keep) out.push_back(s);
    for (auto more = dice.between(0, 6); more > 0; --more)
    {
        const bool is_far = dice.once_in(2);
        out.push_back(
            {.spot_ppm = static_cast<std::int32_t>(is_far ? dice.between(-999'999, 10'000'000)
                                                          : dice.between(-150'000, 150'000)),
             .volatility = random_move(dice),
             .dampening_e9 = is_far ? dice.between(1, dampening_one_e9) : dampening_one_e9});
    }
    return out;
}

void draw_classes(Dice& dice, ScenarioModel& model)
{
    model.classes.clear();
    model.credits.clear();
    const auto count = dice.between(1, 4);
    for (std::int64_t i = 0; i < count; ++i)
        model.classes.push_back(
            {.name = "class-" + std::to_string(i), .joint_stress_ppm = dice.below(1'000'000)});
    for (std::size_t i = 0; i < model.classes.size(); ++i)
        for (std::size_t k = i; k < model.classes.size(); ++k)
        {
            if (dice.once_in(3)) continue;
            const bool swapped = dice.once_in(2);
            model.credits.push_back({.first = model.classes[swapped ? k : i].name,
                                     .second = model.classes[swapped ? i : k].name,
                                     .credit_ppm = dice.once_in(4)
                                                       ? risk::credit_ppm_max
                                                       : dice.below(risk::credit_ppm_max + 1)});
        }
}

ScenarioModel random_model(Dice& dice)
{
    const ScenarioModel shipped = risk::default_scenario_model();
    if (dice.once_in(2)) return shipped;
    for (;;)
    {
        ScenarioModel model = shipped;
        const auto redraw = [&](std::uint32_t& value, std::uint32_t most) {
            if (dice.once_in(2)) return;
            value = dice.once_in(6) ? (dice.once_in(2) ? 0 : most)
                                    : static_cast<std::uint32_t>(dice.between(0, most));
        };
        constexpr std::uint32_t one = 1'000'000;
        redraw(model.factor_ppm, 10 * one);
        redraw(model.maintenance_ppm, one);
        redraw(model.joint_weight_ppm, one);
        redraw(model.lost_spot_max_ppm, one);
        redraw(model.lost_scale_ppm, one);
        redraw(model.opposite_move_ppm, one);
        redraw(model.basis.move_ppm, one);
        redraw(model.basis.base_ppm, 10 * one);
        redraw(model.basis.per_year_ppm, 10 * one);
        redraw(model.basis.maintenance_ppm, one);
        redraw(model.short_option.spot_ppm, one);
        redraw(model.short_option.maintenance_ppm, one);
        redraw(model.closing.half_spread_ppm, one);
        redraw(model.closing.impact_ppm, one);
        redraw(model.closing.volatility_ppm, one);
        redraw(model.closing.maintenance_ppm, one);
        redraw(model.concentration.excess_ppm, one);
        redraw(model.concentration.maintenance_ppm, one);
        redraw(model.confidence.k_ppm, 10 * one);
        redraw(model.confidence.maintenance_ppm, one);
        if (dice.once_in(2)) model.closing.depth_usd_e6 = pow10(9) + dice.any_size(INT64_MAX);
        if (dice.once_in(2)) model.concentration.threshold_usd_e6 = dice.any_size(INT64_MAX);
        if (dice.once_in(2)) model.core = random_core(dice, shipped.core);
        if (dice.once_in(2)) draw_classes(dice, model);
        if (!find_problem(model)) return model;
    }
}

// Markets

/// What one underlying lists, priced by the engine's own pricer; of some options the cells are then
/// drawn, so that they have shapes that no price has.
class Listings
{
public:
    Listings(Dice& dice, RandomMarket& out, std::uint32_t underlying)
        : dice_(dice), out_(out), underlying_(underlying)
    {
        const std::int64_t now_s = out.market.underlyings[underlying].now_ms / 1000;
        for (const std::int64_t days : {1, 7, 30, 365, 1'000})
            data_.expiries.push_back(
                {.expiry_s = now_s + days * day_s, .forward_e8 = near(risk().index_e8, 10)});
        data_.index_e8 = risk().index_e8;
        for (auto count = dice.between(1, 3); count > 0; --count) list_perpetual();
        for (auto count = dice.between(0, 3); count > 0; --count) list_future();
        for (auto count = dice.between(0, 5); count > 0; --count) list_option();
    }

    void price()
    {
        market::PricedUnderlying priced;
        market::Pricer(grid()).price(
            data_, listed_, {.now_ms = risk().now_ms, .unit_exponent = risk().unit_exponent},
            priced);
        risk().table = std::move(priced.table);
        for (std::uint32_t row = 0; row < listed_.size(); ++row)
        {
            const InstrumentTerms& terms = listed_[row].terms;
            const bool is_option = terms.kind == InstrumentKind::Option;
            if (is_option && dice_.once_in(2)) draw_cells(row);
            if (risk().table.status[row] != market::CellStatus::Priced) continue;
            const auto& chains = out_.market.chains;
            out_.market.instruments.push_back({.underlying = underlying_,
                                               .domain = chains[dice_.below(chains.size())].domain,
                                               .row = row,
                                               .kind = static_cast<PositionKind>(terms.kind),
                                               .expiry_s = terms.expiry_s,
                                               .strike_e8 = terms.strike_e8,
                                               .lot_e18 = static_cast<i128>(listed_[row].lot_e18)});
            out_.prices_e8.push_back(is_option ? 0 : priced.values[row].mark_e8);
        }
    }

private:
    risk::UnderlyingRisk& risk() { return out_.market.underlyings[underlying_]; }
    const market::ScenarioGrid& grid() { return out_.market.plan(underlying_).grid; }
    std::int64_t near(std::int64_t price_e8, std::int64_t percent)
    {
        const std::int64_t weight = dice_.between(1000 - 10 * percent, 1000 + 10 * percent);
        return std::max<std::int64_t>(1, price_e8 * weight / 1000);
    }
    const market::ExpiryData& any_expiry()
    {
        return data_.expiries[dice_.below(data_.expiries.size())];
    }

    void list_perpetual()
    {
        const std::int64_t mark_e8 = dice_.once_in(2) ? 0 : near(data_.index_e8, 2);
        listed_.push_back({{.kind = InstrumentKind::Perpetual}, lot_e18()});
        data_.instruments.push_back({.mark_e8 = mark_e8});
    }
    void list_future()
    {
        const std::int64_t expiry_s = any_expiry().expiry_s;
        listed_.push_back({{.kind = InstrumentKind::Future, .expiry_s = expiry_s}, lot_e18()});
        data_.instruments.push_back({});
    }
    void list_option()
    {
        // Few strikes, so that calls and puts meet.
        const std::int64_t strike_e8 =
            std::max<std::int64_t>(1, data_.index_e8 / 10 * dice_.between(7, 13));
        listed_.push_back({{.kind = InstrumentKind::Option,
                            .expiry_s = any_expiry().expiry_s,
                            .strike_e8 = strike_e8,
                            .call = dice_.once_in(2)},
                           lot_e18()});
        data_.instruments.push_back({.volatility_e9 = dice_.between(100'000'000, 2'000'000'000)});
    }

    /// A power of ten of which hardly a cell leaves its range.
    u128 lot_e18()
    {
        i128 size = 1;
        for (const Scenario& s : grid().scenarios)
            size = std::max(size, (s.spot_ppm < 0 ? -1 : 1) * i128{s.spot_ppm} * s.dampening_e9);
        i128 most = mul_div_down(cell_max / 2, pow10(38), size * risk().index_e8);
        const unsigned e = risk().unit_exponent;
        most = e < 3 ? most * pow10(3 - e) : most / pow10(e - 3);
        i128 lot = 1;
        while (lot * 10 <= most && lot < lot_e18_max) lot *= 10;
        if (dice_.once_in(2)) lot /= pow10(static_cast<unsigned>(dice_.between(0, 8)));
        return static_cast<u128>(std::max<i128>(lot, 1));
    }

    void draw_cells(std::uint32_t row)
    {
        market::PriceTable& table = risk().table;
        table.status[row] = market::CellStatus::Priced;
        const std::int64_t most = std::max<std::int64_t>(1, dice_.any_size(cell_max));
        const std::vector<Scenario>& scenarios = grid().scenarios;
        for (std::size_t s = 0; s < scenarios.size(); ++s)
        {
            const bool moves =
                scenarios[s].spot_ppm != 0 || scenarios[s].volatility != VolatilityMove::Same;
            // A scenario may have two columns; it has one value.
            const auto first = static_cast<std::size_t>(std::ranges::find(scenarios, scenarios[s]) -
                                                        scenarios.begin());
            const std::int64_t value = first < s ? table.cell(row, first)
                                       : moves   ? dice_.between(-most, most)
                                                 : 0;
            table.row(row)[s / 16].lanes[s % 16] = static_cast<std::int32_t>(value);
        }
    }

    Dice& dice_;
    RandomMarket& out_;
    std::uint32_t underlying_;
    market::UnderlyingData data_;
    std::vector<market::ListedInstrument> listed_;
};

void draw_chains(Dice& dice, ScenarioMarket& market)
{
    const auto domains = static_cast<std::uint32_t>(dice.between(1, 5));
    const auto chains = static_cast<std::uint32_t>(dice.between(domains, domains + 3));
    for (std::uint32_t j = 0; j < chains; ++j)
        market.chains.push_back({.name = "chain-" + std::to_string(j),
                                 .domain = j < domains ? domains - 1 - j : dice.below(domains),
                                 .premium_ppm = dice.once_in(5)   ? 0
                                                : dice.once_in(8) ? dice.below(UINT32_MAX)
                                                                  : dice.below(1'500'000)});
    for (auto count = dice.between(0, 3); count > 0; --count)
    {
        risk::Messenger messenger{.name = "messenger", .domains = {}};
        for (std::uint32_t d = 0; d < domains; ++d)
            if (dice.once_in(2)) messenger.domains.push_back(d);
        market.messengers.push_back(std::move(messenger));
    }
}

void draw_underlying(Dice& dice, ScenarioMarket& market)
{
    const std::int64_t sizes[] = {100'000'00000000, 3'000'00000000, 150'00000000, 99'990'000,
                                  1'234};
    const std::int64_t index_e8 = sizes[dice.below(std::size(sizes))] / 10 * dice.between(6, 19);
    risk::UnderlyingRisk u{
        .symbol = "U" + std::to_string(market.underlyings.size()),
        .class_index = dice.below(market.model.classes.size()),
        .unit_exponent =
            static_cast<std::uint32_t>(dice.once_in(4) ? dice.between(0, 16) : dice.between(6, 9)),
        .index_e8 = index_e8,
        .conf_e8 = dice.once_in(4) ? dice.any_size(INT64_MAX) : dice.between(0, index_e8 / 20),
        .now_ms = start_ms + dice.between(0, 1'000'000'000)};
    market.underlyings.push_back(std::move(u));
}

}  // namespace

RandomMarket random_market(Dice& dice)
{
    RandomMarket out;
    ScenarioMarket& market = out.market;
    market.model = random_model(dice);
    draw_chains(dice, market);
    const auto underlyings = static_cast<std::uint32_t>(dice.between(1, 6));
    for (std::uint32_t u = 0; u < underlyings; ++u) draw_underlying(dice, market);
    risk::complete(market);
    for (std::uint32_t u = 0; u < underlyings; ++u) Listings(dice, out, u).price();
    return out;
}

namespace {

/// The instruments that a portfolio deals in: all, one domain's, or one underlying's.
std::vector<std::uint32_t> random_choice(Dice& dice, const ScenarioMarket& market)
{
    const auto kind = dice.between(0, 4);
    const InstrumentRow& like = market.instruments[dice.below(market.instruments.size())];
    std::vector<std::uint32_t> out;
    for (std::uint32_t k = 0; k < market.instruments.size(); ++k)
        if ((kind != 0 || market.instruments[k].domain == like.domain) &&
            (kind != 1 || market.instruments[k].underlying == like.underlying))
            out.push_back(k);
    return out;
}

/// About what the account deals in of the asset, more, or anything.
std::int64_t hedge_amount_e8(Dice& dice, const ScenarioMarket& market, std::uint32_t underlying,
                             std::int64_t lots_max)
{
    if (dice.once_in(6)) return dice.any_size(INT64_MAX);
    for (const InstrumentRow& row : market.instruments)
        if (row.underlying == underlying)
        {
            const i128 size = row.lot_e18 * std::max<std::int64_t>(lots_max, 1) / pow10(10);
            return dice.between(
                0, static_cast<std::int64_t>(std::clamp<i128>(2 * size, 1, INT64_MAX / 4)));
        }
    return 0;
}

risk::Portfolio any_portfolio(Dice& dice, const ScenarioMarket& market)
{
    risk::Portfolio out;
    const std::vector<std::uint32_t> choice = random_choice(dice, market);
    const std::int64_t lots_max =
        dice.any_size(dice.once_in(12) ? limits::underlying_lots : 1'000'000);
    const auto draw = [&](std::vector<risk::PortfolioPosition>& lines, std::int64_t count) {
        for (; count > 0; --count)
            lines.push_back(
                {{choice[dice.below(choice.size())]}, dice.between(-lots_max, lots_max)});
    };
    draw(out.positions, dice.once_in(20) ? dice.between(0, 60) : dice.between(0, 10));
    if (dice.once_in(2)) draw(out.pending, dice.between(0, 4));
    const auto rarity = dice.between(1, 8);
    for (std::uint32_t chain = 0; chain < market.chains.size(); ++chain)
        for (std::uint32_t u = 0; u < market.underlyings.size(); ++u)
            if (dice.once_in(rarity))
                out.hedges.push_back({.underlying = u,
                                      .chain = chain,
                                      .amount_e8 = hedge_amount_e8(dice, market, u, lots_max)});
    return out;
}

}  // namespace

risk::Portfolio random_portfolio(Dice& dice, const ScenarioMarket& market)
{
    for (;;)
    {
        risk::Portfolio out = any_portfolio(dice, market);
        if (risk::sums_fit(out, market)) return out;
    }
}

}  // namespace ballast::differential
