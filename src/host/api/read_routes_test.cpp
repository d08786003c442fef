// SPDX-License-Identifier: Apache-2.0
// What can be looked at, over a real server.
#include <gtest/gtest.h>

#include <ballast/api/api_test_kit.hpp>
#include <ballast/store/simulated_store.hpp>

using namespace ballast;
using namespace ballast::api::testing;
using namespace ballast::engine::testing;
namespace json = boost::json;

class ReadRoutes : public ::testing::Test
{
protected:
    json::object object(std::string target)
    {
        const net::HttpResponse response = rig.get(std::move(target));
        EXPECT_EQ(response.status, 200U) << response.body;
        EXPECT_EQ(response.content_type, "application/json");
        return json::parse(response.body).as_object();
    }

    store::SimulatedDisk disk{1};
    Rig rig{std::move(store::open_simulated_store(disk).value())};
};

TEST_F(ReadRoutes, ShowAnAccountByItsIdAndByItsOwner)
{
    rig.fund();
    const AccountId account = kit::account_of_key(100);

    const json::object whole = object("/v1/accounts/" + to_hex_0x(account.value.view()));
    const json::object owned = object("/v1/accounts/" + to_hex_0x(account.owner().view()));

    EXPECT_EQ(whole, owned);
    EXPECT_EQ(whole.at("sequence").as_string(), "3");
    EXPECT_EQ(whole.at("margin").as_object().at("equity_usd").as_string(), "30000.000000");
    EXPECT_EQ(whole.at("balances").as_array().size(), 1U);
}

TEST_F(ReadRoutes, RefuseAnAccountThatIsUnknownOrNoId)
{
    const net::HttpResponse unknown = rig.get("/v1/accounts/" + std::string(64, 'a'));
    EXPECT_EQ(unknown.status, 404U);
    EXPECT_EQ(code_of(unknown), "UnknownAccount");

    const net::HttpResponse bad = rig.get("/v1/accounts/0x12");
    EXPECT_EQ(bad.status, 400U);
    EXPECT_EQ(field_of(bad), "account");
    EXPECT_EQ(rig.get("/v1/accounts/0x12?x=1").status, 400U);
}

TEST_F(ReadRoutes, SayThatThereIsNoReportWherePositionsAreMarginedByThemselves)
{
    rig.fund();
    const std::string account = to_hex_0x(kit::account_of_key(100).value.view());

    const net::HttpResponse none = rig.get("/v1/accounts/" + account + "/margin");

    EXPECT_EQ(none.status, 404U);
    EXPECT_EQ(code_of(none), "NoScenarios");
    EXPECT_TRUE(object("/v1/accounts/" + account).at("portfolio").is_null());
    EXPECT_EQ(code_of(rig.get("/v1/accounts/" + std::string(64, 'a') + "/margin")),
              "UnknownAccount");
}

TEST_F(ReadRoutes, ShowTheMarketOfEveryUnderlying)
{
    const json::object before = object("/v1/market").at("underlyings").as_array().at(0).as_object();
    EXPECT_EQ(before.at("index_e8").as_string(), "0");
    EXPECT_TRUE(before.at("stale").as_bool());
    rig.fund();

    const json::array shown = object("/v1/market").at("underlyings").as_array();

    ASSERT_EQ(shown.size(), 1U) << "nothing is listed on USDC/USD";
    const json::object& eth = shown[0].as_object();
    EXPECT_EQ(eth.at("symbol").as_string(), "ETH/USD");
    EXPECT_EQ(eth.at("index").as_string(), "3000.00000000");
    EXPECT_FALSE(eth.at("stale").as_bool());
    EXPECT_TRUE(eth.at("surface").is_null());
    EXPECT_EQ(field_of(rig.get("/v1/market?underlying=ETH")), "underlying");
}

TEST_F(ReadRoutes, ShowChainsWithTheHubsOwnConnection)
{
    rig.services.nodes = {{.chain = beta, .reachable = true, .latest_block = 7}};
    const json::object shown = object("/v1/chains");
    const json::array& chains = shown.at("chains").as_array();
    ASSERT_EQ(chains.size(), 2U);
    EXPECT_TRUE(chains[0].as_object().at("node").is_null());
    EXPECT_EQ(chains[1].as_object().at("node").as_object().at("latest_block").as_string(), "7");
    EXPECT_EQ(chains[1].as_object().at("contracts").as_array().size(), 2U);
}

TEST_F(ReadRoutes, ShowHaircutsAsJsonAndAsATable)
{
    EXPECT_EQ(object("/v1/haircuts").at("assets").as_array().size(), 2U);
    const net::HttpResponse table = rig.get("/v1/haircuts?format=table");
    EXPECT_EQ(table.content_type, "text/plain; charset=utf-8");
    EXPECT_NE(table.body.find("ETH on alpha"), std::string::npos) << table.body;
    EXPECT_EQ(field_of(rig.get("/v1/haircuts?format=xml")), "format");
}

TEST_F(ReadRoutes, ShowInstrumentsWithMarkAndDomain)
{
    rig.fund();
    const json::object listing =
        object("/v1/instruments").at("instruments").as_array().at(0).as_object();
    EXPECT_EQ(listing.at("name").as_string(), "ETH-PERP");
    EXPECT_EQ(listing.at("mark").as_string(), "3000.00000000");
    EXPECT_FALSE(listing.at("stale").as_bool());
    EXPECT_EQ(listing.at("eip712_domain").as_string().size(), 66U);
}

TEST_F(ReadRoutes, ShowTheEndOfTheJournalAndPagesOfIt)
{
    rig.fund();
    rig.services.certified = Sequence{2};
    const json::object end = object("/v1/journal");
    EXPECT_EQ(end.at("sequence").as_string(), "3");
    EXPECT_EQ(end.at("certified").as_string(), "2");
    EXPECT_EQ(end.at("state_sequence").as_string(), "3");
    EXPECT_FALSE(end.contains("records"));

    const json::array page = object("/v1/journal?from=1&limit=2").at("records").as_array();
    ASSERT_EQ(page.size(), 2U);
    EXPECT_EQ(page[0].as_object().at("command").as_string(), "UpdatePrices");
    EXPECT_EQ(page[1].as_object().at("subject").as_string(), "Locked");
    EXPECT_TRUE(page[1].as_object().at("outcome").as_object().at("accepted").as_bool());
    const json::array last = object("/v1/journal?limit=1").at("records").as_array();
    EXPECT_EQ(last.at(0).as_object().at("sequence").as_string(), "3");
    EXPECT_TRUE(object("/v1/journal?from=99").at("records").as_array().empty());
    EXPECT_EQ(field_of(rig.get("/v1/journal?limit=501")), "limit");
    EXPECT_EQ(field_of(rig.get("/v1/journal?from=-1")), "from");
}

TEST_F(ReadRoutes, ShowAnOrder)
{
    rig.services.orders[OrderId{7}] = {
        .order = {.id = {7}, .body = Permit{}}, .stage = api::OrderStage::Signed, .vaa = {0xAB}};
    const json::object order = object("/v1/orders/7");
    EXPECT_EQ(order.at("stage").as_string(), "Signed");
    EXPECT_EQ(order.at("vaa").as_string(), "0xab");
    EXPECT_TRUE(order.at("transaction").is_null());
    EXPECT_EQ(rig.get("/v1/orders/8").status, 404U);
    EXPECT_EQ(field_of(rig.get("/v1/orders/0")), "order_id");
    EXPECT_EQ(field_of(rig.get("/v1/orders/99999999999999999999")), "order_id");
}

TEST_F(ReadRoutes, SayWhyTheHubIsUnhealthy)
{
    rig.fund();
    rig.services.guardian_list[0].connected = false;
    rig.services.guardian_list[1].connected = false;

    const net::HttpResponse sick = rig.get("/v1/health");

    EXPECT_EQ(sick.status, 503U);
    const std::string reasons = json::serialize(json::parse(sick.body).as_object().at("reasons"));
    EXPECT_NE(reasons.find("2 of 4 guardians are connected; 3 are needed"), std::string::npos);
    EXPECT_NE(reasons.find("HeadMissing"), std::string::npos);
    EXPECT_EQ(reasons.find("PriceStale"), std::string::npos);
    rig.services.time.advance_ms(61'000);
    EXPECT_NE(rig.get("/v1/health").body.find("PriceStale"), std::string::npos);
}

TEST_F(ReadRoutes, AreHealthyOnceHeadsPricesAndGuardiansAreThere)
{
    rig.fund();
    for (std::uint32_t contract = 0; contract < 3; ++contract)
        ASSERT_TRUE(rig.submit(EvidenceKind::Attestation,
                               rig.evidence.head(contract, rig.services.time.now_ms())));
    const net::HttpResponse well = rig.get("/v1/health");
    EXPECT_EQ(well.status, 200U) << well.body;
}

TEST_F(ReadRoutes, ShowMetricsInPrometheusText)
{
    rig.fund();
    rig.get("/v1/chains");
    const net::HttpResponse metrics = rig.get("/metrics");
    EXPECT_EQ(metrics.content_type, "text/plain; version=0.0.4; charset=utf-8");
    for (const std::string_view line :
         {"ballast_commands_total 4", "ballast_sequence 3",
          "ballast_guardian_connected{guardian=\"0\"} 1",
          "ballast_api_requests_total{route=\"/v1/chains\",status=\"200\"} 1",
          "# TYPE ballast_permit_seconds histogram"})
        EXPECT_NE(metrics.body.find(line), std::string::npos) << line << "\n" << metrics.body;
}

TEST_F(ReadRoutes, NameAllRoutesWhereThereIsNone)
{
    const net::HttpResponse nowhere = rig.get("/v2/<script>");
    EXPECT_EQ(nowhere.status, 404U);
    EXPECT_EQ(nowhere.body.find("script"), std::string::npos) << "nothing is echoed";
    EXPECT_EQ(error_of(nowhere).at("routes").as_array().size(), 18U);
    EXPECT_EQ(rig.get("/v1/accounts/").status, 404U);
    EXPECT_EQ(rig.get("/v1/accounts/a/b").status, 404U);
}

TEST_F(ReadRoutes, NameTheMethodsThatAPathTakes)
{
    const net::HttpResponse wrong = rig.post("/v1/chains", json::object{});
    EXPECT_EQ(wrong.status, 405U);
    const auto allow = std::find_if(wrong.headers.begin(), wrong.headers.end(),
                                    [](const auto& line) { return line.first == "Allow"; });
    ASSERT_NE(allow, wrong.headers.end());
    EXPECT_EQ(allow->second, "GET");
    EXPECT_EQ(rig.get("/v1/trades").status, 405U);
}
