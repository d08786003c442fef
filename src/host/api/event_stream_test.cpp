// SPDX-License-Identifier: Apache-2.0
// The event stream: subscriptions as values, and a real WebSocket.
#include <gtest/gtest.h>

#include <ballast/api/api_test_kit.hpp>
#include <ballast/api/event_stream.hpp>
#include <ballast/store/simulated_store.hpp>
#include <condition_variable>

using namespace ballast;
using namespace ballast::api;
using namespace ballast::api::testing;
using namespace ballast::engine::testing;
namespace json = boost::json;

namespace {

constexpr std::chrono::seconds patience{20};

std::string field_of_error(std::string_view text)
{
    const auto read = parse_subscription(text, 2);
    return read ? "taken" : read.error().field;
}

/// A client that keeps what it is sent.
class Listener
{
public:
    Listener(net::IoContext& io, std::uint16_t port)
        : client_{io,
                  {"ws", "127.0.0.1", port, "/v1/events"},
                  {.on_open = [this](const auto&) { note([this] { is_open_ = true; }); },
                   .on_message =
                       [this](net::MessageKind, BytesView bytes) {
                           note([&] { messages_.emplace_back(bytes.begin(), bytes.end()); });
                       },
                   .on_close = [this](net::CloseReason,
                                      std::string_view) { note([this] { is_closed_ = true; }); }}}
    {
        client_.connect();
    }
    bool wait_open()
    {
        return wait([this] { return is_open_; });
    }
    bool wait_closed()
    {
        return wait([this] { return is_closed_; });
    }
    void say(std::string_view text) { client_.send_text(text); }
    /// The next message, waited for.
    json::object next()
    {
        const bool came = wait([this] { return read_ < messages_.size(); });
        if (!came) throw std::runtime_error{"no message came"};
        const std::lock_guard lock{mutex_};
        return json::parse(messages_[read_++]).as_object();
    }

private:
    template <class Change>
    void note(Change change)
    {
        const std::lock_guard lock{mutex_};
        change();
        changed_.notify_all();
    }
    template <class Condition>
    bool wait(Condition condition)
    {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, patience, condition);
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_open_{};
    bool is_closed_{};
    std::size_t read_{};
    std::vector<std::string> messages_;
    net::WebSocketClient client_;
};

struct EventStreamTest : ::testing::Test
{
    void start(ApiSettings settings = {})
    {
        rig = std::make_unique<Rig>(std::move(store::open_simulated_store(disk).value()), settings);
    }
    store::SimulatedDisk disk{1};
    std::unique_ptr<Rig> rig;
};

}  // namespace

TEST(ParseSubscription, TakesAccountsAndKinds)
{
    const std::string id = to_hex_0x(account_number(1).value.view());
    const auto read = parse_subscription(
        R"({"subscribe": {"accounts": [")" + id + R"("], "kinds": ["TradeFilled"]}})", 2);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->wants("TradeFilled", std::vector{account_number(1), account_number(2)}));
    EXPECT_FALSE(read->wants("TradeFilled", std::vector{account_number(2)}));
    EXPECT_FALSE(read->wants("PermitIssued", std::vector{account_number(1)}));
    EXPECT_TRUE(read->wants("TradeFilled", {})) << "what concerns nobody concerns everybody";
}

TEST(ParseSubscription, NamesTheFieldThatIsWrong)
{
    EXPECT_EQ(field_of_error(R"({"subscribe": {"accounts": "all"}})"), "taken");
    EXPECT_EQ(field_of_error(R"({"subscribe": {"accounts": "some"}})"), "subscribe.accounts");
    EXPECT_EQ(field_of_error(R"({"subscribe": {"accounts": ["0x1"]}})"), "subscribe.accounts[0]");
    EXPECT_EQ(field_of_error(R"({"subscribe": {"accounts": [1, 2, 3]}})"), "subscribe.accounts");
    EXPECT_EQ(field_of_error(R"({"subscribe": {"accounts": "all", "kinds": ["No"]}})"),
              "subscribe.kinds[0]");
    EXPECT_EQ(field_of_error(R"({"subscribe": {"accounts": "all", "since": 1}})"),
              "subscribe.since");
    EXPECT_EQ(field_of_error(R"({"subscribe": {}})"), "subscribe.accounts");
    EXPECT_EQ(field_of_error(R"({"hello": 1})"), "subscribe");
    EXPECT_EQ(field_of_error("x"), "");
}

TEST(AccountsOf, AreAllThatTheEventNames)
{
    const PermitIssued issued{.account = account_number(1), .maker = account_number(2)};
    EXPECT_EQ(accounts_of(issued), (std::vector{account_number(1), account_number(2)}));
    EXPECT_TRUE(accounts_of(PriceAccepted{}).empty());
    EXPECT_TRUE(accounts_of(CommandRejected{}).empty());
}

TEST(EventJson, ShowsSurfacesMarksAndSettlementsWithTheirDecimals)
{
    const InstrumentName call = *InstrumentName::parse("ETH-26MAR27-4000-C");
    const auto data = [](const Event& event) {
        const json::object shown = event_json({.sequence = {7}, .time_ms = 9}, event);
        EXPECT_EQ(shown.at("sequence").as_string(), "7");
        EXPECT_EQ(shown.at("event").as_string(), name_of(event));
        return json::serialize(shown.at("data"));
    };
    EXPECT_EQ(
        data(SurfaceAccepted{.publish_time_s = 5, .expiries = 2}),
        R"({"underlying":"0x)" + std::string(64, '0') + R"(","publish_time_s":"5","expiries":2})");
    EXPECT_EQ(data(MarkAccepted{.instrument = call,
                                .mark_e8 = 301'000'000'000,
                                .funding_e9_per_8h = -10'000'000,
                                .time_s = 5,
                                .charged_e8 = -3'00000000}),
              R"({"instrument":"ETH-26MAR27-4000-C","mark_e8":"301000000000",)"
              R"("mark":"3010.00000000","funding_e9_per_8h":"-10000000","time_s":"5",)"
              R"("charged_e8":"-300000000","charged":"-3.00000000"})");
    EXPECT_EQ(data(InstrumentExpired{.instrument = call,
                                     .chain = beta,
                                     .venue = evm_address(1),
                                     .index_e8 = 410'000'000'000,
                                     .value_e8 = 10'000'000'000,
                                     .holders = 2,
                                     .order = {9}}),
              R"({"instrument":"ETH-26MAR27-4000-C","chain":2,"venue":")" +
                  address_text(evm_address(1)) +
                  R"(","index_e8":"410000000000","index":"4100.00000000",)"
                  R"("value_e8":"10000000000","value":"100.00000000","holders":2,"order":"9"})");
    EXPECT_EQ(data(PositionExpired{.account = account_number(1),
                                   .instrument = call,
                                   .quantity_e18 = -2'000'000'000'000'000'000,
                                   .value_e8 = 10'000'000'000,
                                   .realised_usd_e6 = -30'250'000}),
              R"({"account":")" + to_hex_0x(account_number(1).value.view()) +
                  R"(","instrument":"ETH-26MAR27-4000-C","quantity_e18":"-2000000000000000000",)"
                  R"("quantity":"-2.000000000000000000","value_e8":"10000000000",)"
                  R"("value":"100.00000000","realised_usd_e6":"-30250000",)"
                  R"("realised_usd":"-30.250000"})");
    EXPECT_EQ(data(SettlementConfirmed{.order = {9}, .instrument = call}),
              R"({"order":"9","instrument":"ETH-26MAR27-4000-C"})");
    EXPECT_EQ(data(SettlementReordered{
                  .instrument = call, .ended = {9}, .how = OrderEnd::Lapsed, .order = {10}}),
              R"({"instrument":"ETH-26MAR27-4000-C","ended":"9","how":"Lapsed","order":"10"})");
}

TEST(AccountsOf, WhatExpiredIsToldToItsHolder)
{
    const Event event{PositionExpired{.account = account_number(1)}};
    const auto mine = parse_subscription(R"({"subscribe": {"accounts": [")" +
                                             to_hex_0x(account_number(1).value.view()) +
                                             R"("], "kinds": ["PositionExpired"]}})",
                                         2);
    ASSERT_TRUE(mine);
    EXPECT_TRUE(mine->wants(name_of(event), accounts_of(event)));
    EXPECT_FALSE(mine->wants(name_of(event), std::vector{account_number(2)}));
}

TEST(EventJson, OfWhatIsDatedCanBeSubscribedByName)
{
    for (const Event& event :
         {Event{SurfaceAccepted{}}, Event{MarkAccepted{}}, Event{InstrumentExpired{}},
          Event{SettlementConfirmed{}}, Event{SettlementReordered{}}})
    {
        const std::string name{name_of(event)};
        const auto read = parse_subscription(
            R"({"subscribe": {"accounts": [], "kinds": [")" + name + R"("]}})", 2);
        ASSERT_TRUE(read) << name;
        EXPECT_TRUE(read->wants(name, accounts_of(event))) << "it concerns no account, and so all";
    }
}

TEST_F(EventStreamTest, ASubscriberGetsWhatItAskedForInOrder)
{
    start();
    Listener listener{rig->io, rig->server->port()};
    ASSERT_TRUE(listener.wait_open());
    listener.say(
        R"({"subscribe": {"accounts": "all", "kinds": ["DepositBooked", "PermitIssued"]}})");
    EXPECT_EQ(listener.next().at("subscribed").as_object().at("accounts").as_string(), "all");

    rig->fund();
    ASSERT_EQ(rig->post("/v1/trades", rig->trade(1'000)).status, 200U);

    const json::object first = listener.next();
    EXPECT_EQ(first.at("sequence").as_string(), "2");
    EXPECT_EQ(first.at("event").as_string(), "DepositBooked");
    EXPECT_EQ(first.at("data").as_object().at("recognised").as_string(), "10000000000000000000");
    EXPECT_EQ(listener.next().at("sequence").as_string(), "3");
    EXPECT_EQ(listener.next().at("event").as_string(), "PermitIssued");
}

TEST_F(EventStreamTest, ABadMessageIsAnsweredAndTheStreamStaysOpen)
{
    start();
    Listener listener{rig->io, rig->server->port()};
    ASSERT_TRUE(listener.wait_open());
    listener.say("nonsense");
    EXPECT_EQ(listener.next().at("error").as_object().at("code").as_string(), "BadDocument");
    listener.say(R"({"subscribe": {"accounts": "all"}})");
    EXPECT_TRUE(listener.next().contains("subscribed"));
}

TEST_F(EventStreamTest, SubscribersAreBounded)
{
    start({.subscribers_max = 1});
    Listener first{rig->io, rig->server->port()};
    ASSERT_TRUE(first.wait_open());
    first.say(R"({"subscribe": {"accounts": "all"}})");
    EXPECT_TRUE(first.next().contains("subscribed"));
    Listener second{rig->io, rig->server->port()};
    EXPECT_TRUE(second.wait_closed());
}

TEST_F(EventStreamTest, LostBatchesCloseTheStreamInsteadOfLeavingAGap)
{
    start({.batches_waiting_max = 0});
    Listener listener{rig->io, rig->server->port()};
    ASSERT_TRUE(listener.wait_open());
    listener.say(R"({"subscribe": {"accounts": "all"}})");
    EXPECT_TRUE(listener.next().contains("subscribed"));
    rig->fund();
    EXPECT_TRUE(listener.wait_closed());
}

TEST_F(EventStreamTest, AJournalThatIsCutClosesTheStreamAndForgetsItsOutcomes)
{
    start();
    rig->fund();
    Listener listener{rig->io, rig->server->port()};
    ASSERT_TRUE(listener.wait_open());
    listener.say(R"({"subscribe": {"accounts": "all"}})");
    EXPECT_TRUE(listener.next().contains("subscribed"));

    rig->api.on_journal_cut();

    EXPECT_TRUE(listener.wait_closed());
    const json::object page = json::parse(rig->get("/v1/journal?from=1&limit=1").body).as_object();
    EXPECT_TRUE(page.at("records").as_array()[0].as_object().at("outcome").is_null());
}

TEST_F(EventStreamTest, TheRouteWithoutAnUpgradeSaysWhatToDo)
{
    start();
    EXPECT_EQ(rig->get("/v1/events").status, 426U);
}
