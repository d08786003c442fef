// SPDX-License-Identifier: Apache-2.0
// The portfolio margin of an account over a real server, in a deployment with scenarios.
#include <gtest/gtest.h>

#include <ballast/api/api_test_kit.hpp>
#include <ballast/store/simulated_store.hpp>

using namespace ballast;
using namespace ballast::api::testing;
using namespace ballast::engine::testing;
namespace json = boost::json;

class MarginRoutes : public ::testing::Test
{
protected:
    static std::string path(std::uint64_t key)
    {
        return "/v1/accounts/" + to_hex_0x(kit::account_of_key(key).value.view());
    }
    json::object object(const std::string& target)
    {
        const net::HttpResponse response = rig.get(target);
        EXPECT_EQ(response.status, 200U) << response.body;
        return json::parse(response.body).as_object();
    }

    store::SimulatedDisk disk{1};
    Rig rig{
        std::move(store::open_simulated_store(disk).value()), {}, {.term = {1}}, margin_portfolios};
};

TEST_F(MarginRoutes, TellTheWorstScenarioAndEveryOther)
{
    rig.fund();
    ASSERT_EQ(rig.post("/v1/trades", rig.trade(1'000)).status, 200U);

    const json::object report = object(path(100) + "/margin");

    EXPECT_EQ(report.at("sequence").as_string(), "4");
    const json::object& steps = report.at("steps").as_object();
    EXPECT_EQ(steps.at("decided_by").as_string(), "Scenarios");
    const std::string worst{steps.at("joint_scenario").as_string()};
    EXPECT_TRUE(worst.starts_with("spot -")) << worst;
    ASSERT_EQ(report.at("scenarios").as_array().size(), 32U);
    i128 largest = 0;
    for (const json::value& each : report.at("scenarios").as_array())
    {
        const json::object& scenario = each.as_object();
        const i128 loss = std::stoll(std::string{scenario.at("joint_loss_usd_e6").as_string()});
        largest = std::max(largest, loss);
        EXPECT_EQ(scenario.at("pnl_usd_e6"),
                  scenario.at("underlyings").as_array().at(0).as_object().at("pnl_usd_e6"));
        if (scenario.at("name").as_string() != worst) continue;
        EXPECT_EQ(scenario.at("joint_loss_usd_e6"), steps.at("joint_usd_e6"));
    }
    EXPECT_EQ(to_decimal(largest), steps.at("joint_usd_e6").as_string());
    ASSERT_EQ(report.at("lines").as_array().size(), 1U);
    EXPECT_TRUE(report.at("lines").as_array()[0].as_object().at("is_permit").as_bool());
    EXPECT_EQ(report.at("add_ons").as_array().size(), 5U);
    EXPECT_TRUE(report.at("unpriced").as_array().empty());
    EXPECT_EQ(report.at("chains").as_array().size(), 2U);
}

TEST_F(MarginRoutes, TellTheSameInShortWithTheAccount)
{
    rig.fund();
    ASSERT_EQ(rig.post("/v1/trades", rig.trade(1'000)).status, 200U);

    const json::object account = object(path(100));
    const json::object& portfolio = account.at("portfolio").as_object();
    const json::object report = object(path(100) + "/margin");

    for (const char* field : {"initial_usd_e6", "maintenance_usd_e6"})
    {
        EXPECT_EQ(portfolio.at(field), report.at(field));
        EXPECT_EQ(portfolio.at(field), account.at("margin").as_object().at(field));
    }
    for (const char* field : {"add_ons", "netting_credit_usd_e6", "chains", "unpriced"})
        EXPECT_EQ(portfolio.at(field), report.at(field));
    EXPECT_EQ(portfolio.at("worst_scenario"), report.at("steps").as_object().at("joint_scenario"));
    // Without the permit there is no requirement at all.
    EXPECT_EQ(account.at("apart").as_object().at("pending_initial_usd_e6"),
              portfolio.at("initial_usd_e6"));
}

TEST_F(MarginRoutes, TellOfAnAccountWithoutPositionsThatNothingIsAsked)
{
    rig.fund();

    const json::object report = object(path(100) + "/margin");

    EXPECT_EQ(report.at("initial_usd_e6").as_string(), "0");
    EXPECT_EQ(report.at("steps").as_object().at("decided_by").as_string(), "Nothing");
    EXPECT_EQ(report.at("steps").as_object().at("joint_scenario").as_string(), "");
    EXPECT_TRUE(report.at("underlyings").as_array().empty());
}

TEST_F(MarginRoutes, RefuseAnAccountThatIsUnknownOrNoId)
{
    const net::HttpResponse unknown = rig.get(path(100) + "/margin");
    EXPECT_EQ(unknown.status, 404U);
    EXPECT_EQ(code_of(unknown), "UnknownAccount");

    const net::HttpResponse bad = rig.get("/v1/accounts/0x12/margin");
    EXPECT_EQ(bad.status, 400U);
    EXPECT_EQ(field_of(bad), "account");
    EXPECT_EQ(field_of(rig.get(path(100) + "/margin?format=table")), "format");
    EXPECT_EQ(rig.get("/v1/accounts//margin").status, 404U);
    EXPECT_EQ(rig.get(path(100) + "/margin/all").status, 404U);
    EXPECT_EQ(rig.post(path(100) + "/margin", json::object{}).status, 405U);
}
