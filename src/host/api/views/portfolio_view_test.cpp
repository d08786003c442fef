// SPDX-License-Identifier: Apache-2.0
// Views of a deployment that margins portfolios and lists what is dated.
#include <gtest/gtest.h>

#include <ballast/api/json_view.hpp>
#include <ballast/api/views/account_view.hpp>
#include <ballast/api/views/instrument_view.hpp>
#include <ballast/api/views/market_view.hpp>
#include <ballast/engine/dated_test_kit.hpp>
#include <fstream>

using namespace ballast;
using namespace ballast::api;
using namespace ballast::engine::testing;

namespace {

/// Ten ETH on alpha against two sold calls and a sold perpetual on beta, and a permit for a future.
Options hedged_market()
{
    Options market;
    market.world.deposit(trader, weth_alpha, 10 * ether);
    market.publish();
    market.set_mark(3'010, 1'000'000);
    market.open(call, -2'000);
    market.open(eth_perp, -5'000);
    market.trade(future, 1'000, usd(3'030));
    return market;
}

std::string golden(const std::string& name)
{
    std::ifstream file{BALLAST_SOURCE_DIR "/src/host/api/views/" + name};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return boost::json::serialize(boost::json::parse(text));
}

template <class View>
void expect_golden(const View& view, const std::string& name)
{
    const std::string shown = boost::json::serialize(to_json(view));
    EXPECT_EQ(shown, golden(name)) << "<<<" << name << "\n" << shown << "\n>>>";
}

}  // namespace

TEST(MarginReportView, ShowsEveryStepAndEveryScenario)
{
    const Options market = hedged_market();

    const auto view = margin_report_view(market.world.state, trader, 0);

    ASSERT_TRUE(view);
    expect_golden(*view, "margin_report_golden.json");
}

TEST(MarginReportView, SaysWhatTheMarginCheckSays)
{
    const Options market = hedged_market();
    const risk::MarginTotals totals = market.world.margin(trader);

    const auto view = margin_report_view(market.world.state, trader, 0);

    ASSERT_TRUE(view);
    EXPECT_EQ(view->initial_usd_e6, totals.initial);
    EXPECT_EQ(view->maintenance_usd_e6, totals.maintenance);
    EXPECT_EQ(view->equity_initial_usd_e6, totals.equity_initial);
    i128 added = view->steps.base_usd_e6;
    for (const AddOnView& add_on : view->add_ons) added += add_on.initial_usd_e6;
    EXPECT_EQ(view->initial_usd_e6, added);
    ASSERT_EQ(view->hedges.size(), 1U);
    EXPECT_GT(view->hedges[0].entered_e8, 0);
    EXPECT_GT(view->hedges[0].relief_initial_usd_e6, 0);
}

TEST(MarginReportView, NamesTheLinesThatHaveNoPriceAndWhy)
{
    Options market = hedged_market();
    market.world.state.risk.scenarios->refresh(0, {.index_e8 = usd(3'000)}, 0, market.world.now_ms);

    const auto view = margin_report_view(market.world.state, trader, 0);

    ASSERT_TRUE(view);
    ASSERT_EQ(view->unpriced.size(), 2U);
    EXPECT_EQ(view->unpriced[0].instrument.text(), "ETH-26MAR27-4000-C");
    EXPECT_EQ(view->unpriced[0].reason, market::CellStatus::NoPrice);
    EXPECT_NE(view->unpriced[0].sentence, "");
    EXPECT_FALSE(view->unpriced[0].is_permit);
    EXPECT_TRUE(view->unpriced[1].is_permit);
    // Two calls are charged as two ETH.
    EXPECT_EQ(view->unpriced[0].charged_usd_e6, 6'000 * dollar);
    EXPECT_GE(view->initial_usd_e6, 9'000 * dollar);
    EXPECT_EQ(view->initial_usd_e6, market.world.margin(trader).initial);
    EXPECT_EQ(account_view(market.world.state, trader, 0)->portfolio->unpriced.size(), 2U);
}

TEST(MarginReportView, IsNothingForAnAccountThatNeverDeposited)
{
    const Options market;
    EXPECT_FALSE(margin_report_view(market.world.state, taker_a, 0));
}

TEST(AccountView, ShowsWhatPermitsAddToThePortfoliosRequirement)
{
    const Options market = hedged_market();
    const i128 pending = account_view(market.world.state, trader, 0)->apart.pending_initial_usd_e6;
    Account without = market.world.account(trader);
    without.pending.clear();
    const auto initial = [&](const Account& account) {
        return risk::margin_totals(account, market.world.state.risk, market.world.now_ms).initial;
    };
    EXPECT_EQ(pending, initial(market.world.account(trader)) - initial(without));
    EXPECT_LT(pending, initial(without));
}

TEST(MarketView, ShowsSurfacesForwardsAndMarksWithFunding)
{
    Options market;
    market.set_mark(3'000, 10'000'000);
    market.stay(48, 3'000);
    market.set_mark(3'010, 10'000'000);
    market.publish();
    market.world.price("ETH", usd(3'300));

    const MarketView view = market_view(market.world.state, 0);

    ASSERT_EQ(view.underlyings.size(), 1U);
    expect_golden(view, "market_golden.json");
    const UnderlyingView& eth = view.underlyings[0];
    EXPECT_EQ(eth.surface->slices.at(0).forward_e8, usd(3'333));
    EXPECT_EQ(eth.surface->slices.at(0).published_forward_e8, usd(3'030));
    EXPECT_EQ(eth.marks.at(0).funding_e8, usd(3));
}

TEST(MarketView, SaysStaleOfASurfaceThatIsLate)
{
    Options market;
    market.publish();
    EXPECT_FALSE(market_view(market.world.state, 0).underlyings[0].surface->stale);
    const MarketView late = market_view(market.world.state, market.world.now_ms + 60'001);
    EXPECT_TRUE(late.underlyings[0].surface->stale);
    EXPECT_TRUE(late.underlyings[0].stale);
}

TEST(InstrumentsView, ShowsADatedInstrumentFromTradingToConfirmed)
{
    Options market;
    market.publish();
    World& world = market.world;
    const auto shown = [&](InstrumentIndex k) {
        return instruments_view(world.state, 0).instruments.at(k.value);
    };
    EXPECT_EQ(shown(eth_perp).kind, InstrumentKind::Perpetual);
    EXPECT_FALSE(shown(eth_perp).settlement);
    EXPECT_EQ(shown(call).kind, InstrumentKind::Option);
    EXPECT_EQ(shown(call).option->strike_e8, usd(4'000));
    EXPECT_TRUE(shown(call).option->call);
    EXPECT_EQ(shown(future).expiry_s, expiry_s);
    EXPECT_EQ(shown(future).settlement->stage, SettlementStage::Trading);

    world.now_ms = (expiry_s - 1'900) * 1'000;
    market.stay(32, 4'100);
    EXPECT_EQ(shown(call).settlement->stage, SettlementStage::Ordered);
    EXPECT_EQ(shown(call).settlement->index_e8, usd(4'100));
    EXPECT_EQ(shown(call).settlement->value_e8, usd(100));
    const OrderId order = *shown(call).settlement->order_id;
    const InstrumentName name = world.state.genesis.instruments[call.value].name;
    world.apply(world.next_event(2, Settled{order, name, i128{usd(100)} * pow10(10)}));

    EXPECT_EQ(shown(call).settlement->stage, SettlementStage::Confirmed);
    EXPECT_FALSE(shown(call).settlement->order_id);
    EXPECT_EQ(shown(future).settlement->stage, SettlementStage::Ordered);
}
