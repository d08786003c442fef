// SPDX-License-Identifier: Apache-2.0
#include "study.hpp"

#include <ballast/numeric/mul_div.hpp>

#include "backtest_test_kit.hpp"
#include "report.hpp"

namespace ballast::backtest {
namespace {

TEST(RandomStream, GivesTheGeneratorOfTheStandard)
{
    // Its 10,000th number from the default seed stands in the standard ([rand.predef]).
    std::mt19937_64 generator;
    generator.discard(9'999);
    EXPECT_EQ(generator(), 9'981'545'732'273'789'042U);

    RandomStream first{1, 2, 3};
    RandomStream same{1, 2, 3};
    RandomStream other{1, 2, 4};
    bool differs = false;
    for (int i = 0; i < 100; ++i)
    {
        const std::uint64_t number = first.below(1'000'003);
        EXPECT_EQ(number, same.below(1'000'003));
        differs = differs || number != other.below(1'000'003);
    }
    EXPECT_TRUE(differs);
}

TEST(RandomStream, DrawsEachNumberAboutAsOften)
{
    RandomStream random{1, 0, 0};
    std::array<int, 6> seen{};
    for (int i = 0; i < 60'000; ++i) ++seen[random.below(6)];
    for (const int count : seen) EXPECT_NEAR(count, 10'000, 500);
}

/// What a portfolio gains when one asset rises by a percent, its volatility kept.
i128 gain_of_a_rise(const portfolio::Position& line)
{
    const bool is_put = line.terms.kind == InstrumentKind::Option && !line.terms.call;
    return is_put ? -line.quantity_e9 : line.quantity_e9;
}

TEST(DrawPortfolio, TurnsEveryLineOfAOneWayBookTheSameWay)
{
    const StudyPlan plan = plan_of(1);
    for (std::uint32_t number = 0; number < 200; ++number)
    {
        const auto file = portfolio_of(plan, BookClass::OneWay, number);
        const bool rising = gain_of_a_rise(file.positions.front()) > 0;
        for (const auto& line : file.positions) EXPECT_EQ(gain_of_a_rise(line) > 0, rising);
    }
}

TEST(DrawPortfolio, GivesEachClassLinesThatOutliveTheLongestHorizon)
{
    const StudyPlan plan = plan_of(1);
    std::array<int, 3> kinds{};
    for (const BookClass book : book_classes)
        for (std::uint32_t number = 0; number < 200; ++number)
        {
            const auto file = portfolio_of(plan, book, number);
            ASSERT_FALSE(file.positions.empty());
            for (const auto& line : file.positions)
            {
                ++kinds[static_cast<std::size_t>(line.terms.kind)];
                EXPECT_NE(line.quantity_e9, 0);
                if (line.terms.kind == InstrumentKind::Perpetual) continue;
                EXPECT_GT(line.terms.expiry_s * 1'000, file.now_ms + horizon_hours_max * 3'600'000);
                EXPECT_EQ(line.terms.expiry_s % 86'400, 28'800);
            }
        }
    for (const int count : kinds) EXPECT_GT(count, 200);
}

/// The made-up prices with everything after a moment replaced by nonsense.
JointPrices with_another_future(std::int64_t time_s)
{
    const JointPrices prices = made_up();
    std::vector<PriceSeries> series = prices.series();
    for (PriceSeries& one : series)
        for (PricePoint& point : one.points)
            if (point.time_s > time_s) point.close_e8 *= 3;
    return *JointPrices::join("another future", std::move(series));
}

TEST(Study, DecidesNothingByPricesAfterTheMoment)
{
    const StudyPlan plan = plan_of(40);
    const std::vector<Trial> trials = trials_of(plan);
    for (std::size_t i = 0; i < 120; i += 11)
    {
        StudyPlan other = plan_of(40);
        other.sources = {with_another_future(trials[i].time_s)};

        const Trial changed = trials_of(other)[i];

        EXPECT_EQ(changed.time_s, trials[i].time_s);
        EXPECT_EQ(changed.gross_usd_e6, trials[i].gross_usd_e6);
        EXPECT_EQ(changed.requirements[0].initial_usd_e6, trials[i].requirements[0].initial_usd_e6);
        EXPECT_EQ(changed.requirements[0].maintenance_usd_e6,
                  trials[i].requirements[0].maintenance_usd_e6);
        EXPECT_NE(changed.loss_usd_e6, trials[i].loss_usd_e6);
    }
}

TEST(Study, IsTheSameForAnyNumberOfThreadsAndKeepsItsFirstPortfolios)
{
    StudyPlan plan = plan_of(30);
    const std::vector<Trial> alone = trials_of(plan);
    plan.threads = 4;
    const std::vector<Trial> together = trials_of(plan);
    plan.portfolios = 10;
    const std::vector<Trial> fewer = trials_of(plan);

    for (std::size_t i = 0; i < alone.size(); ++i)
        EXPECT_EQ(alone[i].loss_usd_e6, together[i].loss_usd_e6);
    for (std::size_t i = 0; i < 10; ++i)
        EXPECT_EQ(alone[30 + i].loss_usd_e6, fewer[10 + i].loss_usd_e6);
}

TEST(Study, CountsTheLossThatPricesReallyBrought)
{
    const StudyPlan plan = plan_of(300);
    const std::vector<Trial> trials = trials_of(plan);
    int seen = 0;
    for (std::uint32_t number = 0; number < 300; ++number)
    {
        const auto file = portfolio_of(plan, BookClass::Mixed, number);
        const auto is_linear = [](const auto& p) {
            return p.terms.kind == InstrumentKind::Perpetual;
        };
        if (!std::ranges::all_of(file.positions, is_linear)) continue;
        const KnownPrices later = plan.sources[0].known_at(file.now_ms / 1'000 + plan.horizon_s);
        double loss = 0;
        for (const auto& p : file.positions)
            for (const KnownPrice& asset : later.assets)
                if (asset.symbol == p.terms.underlying)
                {
                    const auto u = file.underlying(p.terms.underlying);
                    ASSERT_TRUE(u.has_value());
                    loss -= static_cast<double>(p.quantity_e9) / 1e9 *
                            static_cast<double>(asset.close_e8() - file.underlyings[*u].index_e8) /
                            1e8;
                }
        const Trial& trial = trials[300 + number];
        EXPECT_NEAR(static_cast<double>(trial.loss_usd_e6) / 1e6, loss, 1e-4);
        ++seen;
    }
    EXPECT_GT(seen, 5);
}

TEST(Study, RefusesAHorizonBetweenBarsAndPricesThatAreTooShort)
{
    StudyPlan plan = plan_of(1);
    EXPECT_TRUE(check_sources(plan));
    plan.horizon_s = 3'600;
    EXPECT_FALSE(check_sources(plan));
    plan.horizon_s = 86'400;
    std::vector<PriceSeries> series = plan.sources[0].series();
    for (PriceSeries& one : series)
        one.points.resize(static_cast<std::size_t>(memory_s / one.step_s));
    plan.sources = {*JointPrices::join("short", std::move(series))};
    const auto sound = check_sources(plan);
    ASSERT_FALSE(sound);
    EXPECT_NE(sound.error().sentence().find("closes of 60 days"), std::string::npos);
}

TEST(Summary, FindsThatHedgedBooksNetMoreThanMixedAndMixedMoreThanOneWay)
{
    const StudyPlan plan = plan_of(200);
    const auto models = summarise(plan, trials_of(plan));
    const auto& classes = models.front().classes;

    EXPECT_GT(classes[2].mean_netting_e9, classes[1].mean_netting_e9);
    EXPECT_GT(classes[1].mean_netting_e9, classes[0].mean_netting_e9);
    EXPECT_LT(classes[2].initial.mean_requirement_e9, classes[0].initial.mean_requirement_e9);
}

TEST(Summary, FindsNoNettingWhereAModelChargesLineByLine)
{
    const StudyPlan plan = plan_of(50, "standard");
    const auto models = summarise(plan, trials_of(plan));
    for (const ClassSummary& c : models.front().classes) EXPECT_EQ(c.mean_netting_e9, 0);
}

TEST(Summary, CountsBreachesAndNamesTheWorst)
{
    StudyPlan plan = plan_of(2);
    plan.models[0].claim_ppm = 990'000;
    const auto trial = [](std::int64_t day, i128 loss) {
        return Trial{
            .time_s = day * 86'400,
            .gross_usd_e6 = 1'000,
            .loss_usd_e6 = loss,
            .requirements = {
                {.initial_usd_e6 = 100, .maintenance_usd_e6 = 80, .separate_initial_usd_e6 = 125}}};
    };
    std::vector<Trial> trials = {trial(1, 100), trial(2, 81), trial(3, 130),
                                 trial(3, 150), trial(5, -9), trial(6, 0)};
    for (std::size_t i = 0; i < trials.size(); ++i) trials[i].book = book_classes[i / 2];

    const auto classes = summarise(plan, trials).front().classes;

    EXPECT_EQ(classes[0].initial.covered, 2U);
    EXPECT_EQ(classes[0].maintenance.covered, 0U);
    EXPECT_EQ(classes[1].initial.breaches, 2U);
    EXPECT_EQ(classes[1].initial.breach_days, 1U);
    EXPECT_EQ(classes[1].initial.mean_shortfall_e9, 40'000'000);
    EXPECT_EQ(classes[1].initial.worst_shortfall_e9, 50'000'000);
    EXPECT_EQ(classes[1].initial.worst_number, 1U);
    EXPECT_TRUE(classes[1].worst.has_value());
    EXPECT_EQ(classes[2].initial.mean_requirement_e9, 100'000'000);
    EXPECT_EQ(classes[2].mean_netting_e9, 200'000'000);
    EXPECT_TRUE(classes[2].initial.claim.has_value());
    EXPECT_EQ(classes[1].beyond[20], 2U);
    EXPECT_EQ(classes[1].beyond[28], 1U);
}

TEST(PlotScript, QuotesTheNameOfThePicture)
{
    const StudyPlan plan = plan_of(5);
    const StudyReport report{.portfolios = 5,
                             .horizon_s = plan.horizon_s,
                             .sources = summarise_sources(plan),
                             .models = summarise(plan, trials_of(plan))};

    const std::string script = plot_script(report, "it's.svg");

    EXPECT_NE(script.find("set output 'it''s.svg'\n"), std::string::npos);
    EXPECT_NE(script.find("'ballast'"), std::string::npos);
}

}  // namespace
}  // namespace ballast::backtest
