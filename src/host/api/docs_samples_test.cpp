// SPDX-License-Identifier: Apache-2.0
// Every sample in docs/api.md is what the API really answers in one small story. Hashes and
// signatures are left out of the comparison: they change with any format.
#include <gtest/gtest.h>

#include <ballast/api/api_test_kit.hpp>
#include <ballast/api/event_stream.hpp>
#include <ballast/api/views/account_view.hpp>
#include <ballast/api/views/market_view.hpp>
#include <ballast/engine/dated_test_kit.hpp>
#include <ballast/store/simulated_store.hpp>
#include <ballast/wire/order_message.hpp>
#include <fstream>
#include <regex>

using namespace ballast;
using namespace ballast::api::testing;
using namespace ballast::engine::testing;
namespace json = boost::json;

namespace {

std::string read_docs()
{
    std::ifstream file{BALLAST_SOURCE_DIR "/docs/api.md"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// The block behind the marker of this name, without its fence.
std::string documented(const std::string& docs, const std::string& name)
{
    const std::size_t marker = docs.find("<!-- sample: " + name + " -->");
    if (marker == docs.npos) return {};
    const std::size_t begin = docs.find('\n', docs.find("```", marker)) + 1;
    return docs.substr(begin, docs.find("\n```", begin) - begin);
}

/// Long hex shortened, JSON without its spaces.
std::string comparable(const std::string& text)
{
    json::error_code error;
    const json::value document = json::parse(text, error);
    static const std::regex long_hex{"0x[0-9a-f]{44,}(?:…)?"};
    return std::regex_replace(error ? text : json::serialize(document), long_hex, "0x…");
}

struct DocsSamples : ::testing::Test
{
    void expect(const std::string& name, std::string answer)
    {
        while (answer.ends_with('\n')) answer.pop_back();
        EXPECT_EQ(comparable(documented(docs, name)), comparable(answer)) << "<<<" << name << "\n"
                                                                          << answer << "\n>>>";
    }
    std::string first_of(const std::string& target, const std::string& array)
    {
        return json::serialize(
            json::parse(rig.get(target).body).as_object().at(array).as_array().at(0));
    }

    std::string docs = read_docs();
    store::SimulatedDisk disk{1};
    Rig rig{std::move(store::open_simulated_store(disk).value())};
};

}  // namespace

TEST_F(DocsSamples, AreWhatTheApiAnswers)
{
    rig.fund();
    for (std::uint32_t contract = 0; contract < 3; ++contract)
        rig.submit(EvidenceKind::Attestation,
                   rig.evidence.head(contract, rig.services.time.now_ms()))
            .value();
    rig.services.certified = Sequence{6};
    rig.services.nodes = {{.chain = alpha, .reachable = true, .latest_block = 120},
                          {.chain = beta, .reachable = true, .latest_block = 118}};
    const json::object trade = rig.trade(1'000);
    expect("trade", json::serialize(trade));
    expect("quote", rig.post("/v1/quotes", json::object{{"quote", trade.at("quote")},
                                                        {"chain", trade.at("chain")},
                                                        {"venue", trade.at("venue")}})
                        .body);
    expect("permit", rig.post("/v1/trades", trade).body);
    expect("refused", rig.post("/v1/trades", rig.trade(100'000)).body);
    expect("board", rig.get("/v1/quotes?instrument=ETH-PERP").body);
    expect("account",
           rig.get("/v1/accounts/" + to_hex(kit::account_of_key(100).owner().view())).body);
    expect("chain", first_of("/v1/chains", "chains"));
    expect("instrument", first_of("/v1/instruments", "instruments"));
    expect("journal", rig.get("/v1/journal?from=1&limit=2").body);
    expect("table", rig.get("/v1/haircuts?format=table").body);
    expect("health", rig.get("/v1/health").body);
}

TEST_F(DocsSamples, ShowAnOrderAndAnEventAsTheyAre)
{
    rig.fund();
    const auto outcome =
        rig.submit(EvidenceKind::Trade,
                   rig.evidence.trade(100, 101, 1'000, price_3000_e8, rig.services.time.now_ms()))
            .value();
    const Order& order = outcome.orders.at(0);
    rig.services.orders[order.id] = {.order = order,
                                     .stage = api::OrderStage::Signed,
                                     .sequence = outcome.sequence,
                                     .vaa = wire::encode_vaa(0, {}, wire::encode_order(order))};
    expect("order", rig.get("/v1/orders/1").body);
    expect("event", json::serialize(api::event_json(outcome, outcome.events.at(0))));
}

TEST_F(DocsSamples, ShowAPortfolioAndItsMarket)
{
    Options market;
    market.world.deposit(trader, weth_alpha, 10 * ether);
    market.publish();
    market.set_mark(3'010, 1'000'000);
    market.open(call, -2'000);
    market.open(eth_perp, -5'000);
    const engine::State& state = market.world.state;

    json::object report = api::to_json(*api::margin_report_view(state, trader, 0)).as_object();
    report.at("scenarios").as_array().resize(2);
    expect("margin", json::serialize(report));
    expect("portfolio",
           json::serialize(api::to_json(*api::account_view(state, trader, 0)->portfolio)));
    expect("market", json::serialize(api::to_json(api::market_view(state, 0))));
}

TEST_F(DocsSamples, NameEveryKindOfEventAndEveryRoute)
{
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Event>>(
        [&](auto identity) {
            const std::string name{name_of(Event{typename decltype(identity)::type{}})};
            EXPECT_NE(docs.find("`" + name + "`"), docs.npos) << name;
        });
    const json::object error = error_of(rig.get("/v1/nothing"));
    for (const json::value& route : error.at("routes").as_array())
    {
        const std::string path{
            std::string_view{route.as_string()}.substr(route.as_string().find('/'))};
        EXPECT_NE(docs.find(path), docs.npos) << path;
    }
}
