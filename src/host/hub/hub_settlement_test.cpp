// SPDX-License-Identifier: Apache-2.0
// The end of a dated instrument through a whole hub: its SETTLE is certified by four whole
// guardians, relayed to a node, and ended by the SETTLED that they observe.
#include <gtest/gtest.h>

#include <array>
#include <ballast/crypto/keccak256.hpp>
#include <ballast/hub/hub_test_kit.hpp>
#include <ballast/wire/abi.hpp>
#include <ballast/wire/order_message.hpp>

namespace ballast::hub {
namespace {

using namespace test_kit;
using engine::testing::dollar;
using engine::testing::ether;
using engine::testing::start_ms;
using engine::testing::usdc_beta;
using engine::testing::weth_alpha;
using guardian::test_kit::GuardianRig;
namespace json = boost::json;

/// Expires two minutes and a second after the world's clock begins.
constexpr std::string_view call_name = "ETH-15JAN27T080201-2900-C";
constexpr std::int64_t expiry_ms = start_ms + 121'000;
constexpr std::uint32_t venue = 2;   // row of the contract in genesis
constexpr std::size_t call_row = 1;  // in genesis
constexpr std::int64_t e8 = 100'000'000;

/// A node that takes every transaction and includes it at once; what it runs is not its matter.
class RelayNode
{
public:
    RelayNode(World& world, std::uint64_t eip155) : world_{world}, eip155_{eip155}
    {
        server_ = std::move(net::HttpServer::listen(
                                world.io, {},
                                [this](const net::HttpRequest& request, net::Responder respond) {
                                    respond({.body = answer(request.body)});
                                })
                                .value());
        server_->start();
    }
    [[nodiscard]] std::string url() const
    {
        return "http://127.0.0.1:" + std::to_string(server_->port());
    }
    /// How many transactions to this contract carry these bytes as `submitOrder` takes them.
    std::size_t count_submitted(const Address& contract, const Bytes& vaa)
    {
        const std::string to = to_hex(contract.evm().view());
        const std::string call =
            to_hex(wire::abi::encode_call("submitOrder(bytes)", std::array{wire::abi::bytes(vaa)}));
        const std::lock_guard lock{mutex_};
        return static_cast<std::size_t>(std::ranges::count_if(sent_, [&](const std::string& raw) {
            return raw.find(to) != raw.npos && raw.find(call) != raw.npos;
        }));
    }

private:
    std::string answer(const std::string& body)
    {
        const std::lock_guard lock{mutex_};
        const json::value request = json::parse(body);
        if (!request.is_array()) return json::serialize(answer_one(request.as_object()));
        json::array out;
        for (const json::value& one : request.as_array())
            out.push_back(answer_one(one.as_object()));
        return json::serialize(out);
    }
    json::object answer_one(const json::object& call)
    {
        return {{"jsonrpc", "2.0"},
                {"id", call.at("id")},
                {"result", result_of(call.at("method").as_string(), call.at("params").as_array())}};
    }
    json::value result_of(std::string_view method, const json::array& params)
    {
        if (method == "eth_chainId") return json::value(hex_number(eip155_));
        if (method == "eth_getTransactionCount") return json::value(hex_number(sent_.size()));
        if (method == "eth_feeHistory")
            return json::object{{"baseFeePerGas", json::array{"0x1", "0x1"}}};
        if (method == "eth_maxPriorityFeePerGas") return "0x1";
        if (method == "eth_estimateGas") return "0x186a0";
        if (method == "eth_getTransactionReceipt") return receipt(params.at(0));
        if (method != "eth_sendRawTransaction") return nullptr;
        sent_.emplace_back(params.at(0).as_string());
        world_.changes.note();
        return json::value(to_hex_0x(crypto::keccak256(*parse_hex(sent_.back())).view()));
    }
    static json::object receipt(const json::value& transaction)
    {
        return {{"transactionHash", transaction},
                {"blockNumber", "0x7"},
                {"blockHash", to_hex_0x(engine::testing::numbered(7, 7).view())},
                {"status", "0x1"},
                {"gasUsed", "0x1"},
                {"logs", json::array{}}};
    }
    static std::string hex_number(std::uint64_t value)
    {
        std::array<char, 24> out{};
        std::snprintf(out.data(), out.size(), "0x%llx", static_cast<unsigned long long>(value));
        return out.data();
    }

    World& world_;
    std::uint64_t eip155_;
    std::mutex mutex_;
    std::vector<std::string> sent_;
    std::unique_ptr<net::HttpServer> server_;
};

class HubSettlement : public testing::Test
{
protected:
    HubSettlement() { world.kit = pipeline::testing::EvidenceKit::with_dated(call_name); }
    ~HubSettlement() override
    {
        for (GuardianRig& guardian : guardians) guardian.stop();
        hub.reset();
    }

    void start_hub()
    {
        hub.reset();
        const GenesisChain& chain = world.kit.genesis().chains[1];
        if (!node) node = std::make_unique<RelayNode>(world, chain.eip155);
        const auto key_file = folder.file("relayer.key").string();
        (void)env::write_secret_file(key_file, engine::testing::numbered(0x11, 9));
        std::vector<config::HubChain> chains(1);
        chains[0].node = {.name = chain.name, .rpc_urls = {node->url()}, .poll_ms = 10};
        chains[0].relayer_key_file = key_file;
        chains[0].replace_fee_after_ms = 600'000;
        chains[0].fee_gwei_max = 100;
        hub = std::make_unique<RunningHub>(world, folder, world.clock, prices.url(), "store",
                                           std::move(chains));
    }
    /// Two accounts, a surface, and a call that key 100 holds against key 101.
    void start_with_a_position(std::int64_t lots)
    {
        start_hub();
        for (GuardianRig& guardian : guardians) guardian.start({.prices_url = prices.url()});
        pass_to_price(start_ms + 1'000, 3'000);
        observe(0, Locked{account_of_key(100), token(weth_alpha), 10 * ether, depositor()});
        observe(1, Locked{account_of_key(101), token(usdc_beta), 100'000 * dollar, depositor()});
        prices.push(world.kit.surface(now_s()));
        ASSERT_TRUE(await([&] { return instrument().at("stale") == json::value(false); }));
        const Bytes evidence = world.kit.trade(100, 101, lots, mark_on_tick(), now_ms(), call_row);
        const net::HttpResponse answer = hub->post("/v1/trades", trade_json(evidence));
        ASSERT_EQ(answer.status, 200U) << answer.body;
        const auto trade = codec::decode_whole<SignedTrade>(evidence).value();
        observe(venue, Filled{.order = {1},
                              .account = trade.accept.account,
                              .maker = trade.quote.maker,
                              .instrument = trade.quote.instrument,
                              .quantity_e18 = trade.accept.quantity_e18,
                              .price_e18 = trade.quote.price_e18,
                              .quote_digest = trade.accept.quote_digest});
        ASSERT_TRUE(await_stage(1, "Executed"));
    }
    /// ETH at 3,000 for a minute, at 3,100 for another: the call at 2,900 comes to 150.
    void expire()
    {
        pass_to_price(start_ms + 61'000, 3'100);
        pass_to_price(expiry_ms + 1'000, 9'000);
        ASSERT_TRUE(await([&] { return settlement("stage") == "Ordered"; }));
    }

    void pass_to_price(std::int64_t time_ms, std::int64_t dollars)
    {
        const std::uint64_t before = hub->sequence();
        world.clock.advance_ms(time_ms - world.clock.now_ms());
        prices.push(world.kit.prices(dollars * e8, e8, now_s()));
        ASSERT_TRUE(await([&] { return hub->certified() > before; }));
    }
    /// What all guardians see on a chain.
    void observe(std::uint32_t contract, const ObservationBody& body)
    {
        const std::uint64_t before = hub->sequence();
        const Observation seen = world.kit.observation(contract, body, now_ms());
        for (GuardianRig& guardian : guardians) guardian.see(seen);
        ASSERT_TRUE(await([&] { return hub->certified() > before; }));
    }
    bool await(const std::function<bool()>& holds) { return world.changes.await(holds); }
    bool await_stage(std::uint64_t order, std::string_view stage)
    {
        return await([&] { return hub->text_at(path_of(order), "stage") == stage; });
    }

    [[nodiscard]] std::int64_t now_ms() const { return world.clock.now_ms(); }
    [[nodiscard]] std::int64_t now_s() const { return now_ms() / 1000; }
    static std::string path_of(std::uint64_t order)
    {
        return "/v1/orders/" + std::to_string(order);
    }
    [[nodiscard]] Address token(TokenIndex row) const
    {
        return world.kit.genesis().tokens[row.value].address;
    }
    [[nodiscard]] std::uint64_t venue_life_s() const
    {
        return static_cast<std::uint64_t>(world.kit.genesis().contracts[venue].order_life_ms /
                                          1000);
    }
    static Address depositor() { return engine::testing::evm_address(77); }
    [[nodiscard]] const GenesisInstrument& listing() const
    {
        return world.kit.genesis().instruments[call_row];
    }
    json::object instrument()
    {
        const auto all = json::parse(hub->get("/v1/instruments").body).as_object();
        return all.at("instruments").as_array().at(call_row).as_object();
    }
    std::string settlement(std::string_view field)
    {
        const json::object shown = instrument().at("settlement").as_object();
        const json::value& value = shown.at(field);
        return value.is_string() ? std::string{value.get_string()} : std::string{};
    }
    std::int64_t mark_on_tick()
    {
        const auto mark = std::stoll(json::value_to<std::string>(instrument().at("mark_e8")));
        return mark / listing().tick_e8 * listing().tick_e8;
    }
    /// The signed order, which a quorum made of the engine's own words.
    Bytes signed_order(std::uint64_t order)
    {
        return *parse_hex(hub->text_at(path_of(order), "vaa"));
    }
    Order read_order(std::uint64_t order)
    {
        return wire::parse_order(wire::parse_vaa(signed_order(order)).value().body).value();
    }
    bool is_relayed(std::uint64_t order)
    {
        return await_stage(order, "Included") &&
               node->count_submitted(listing().venue, signed_order(order)) == 1;
    }
    void expect_one_state()
    {
        EXPECT_TRUE(await([&] {
            const std::string hash = hub->text_at("/v1/journal", "state_hash");
            return std::ranges::all_of(guardians, [&](GuardianRig& guardian) {
                return to_hex_0x(guardian->status().state_hash.view()) == hash;
            });
        }));
        EXPECT_EQ(hub->failure(), "");
    }
    Settled settled(std::uint64_t order) const
    {
        return {.order = {order}, .instrument = listing().name, .price_e18 = 150 * ether};
    }

    TemporaryFolder folder;
    World world;
    PriceStream prices{world.io};
    std::unique_ptr<RelayNode> node;
    std::unique_ptr<RunningHub> hub;
    std::array<GuardianRig, 4> guardians{GuardianRig{world, 0}, GuardianRig{world, 1},
                                         GuardianRig{world, 2}, GuardianRig{world, 3}};
};

TEST_F(HubSettlement, GoesFromTheExpiryOverTheVenueToSettled)
{
    start_with_a_position(2'000);
    EXPECT_EQ(settlement("stage"), "Trading");

    expire();

    ASSERT_EQ(settlement("order_id"), "2");
    EXPECT_EQ(settlement("index"), "3050.00000000");
    EXPECT_EQ(settlement("value"), "150.00000000");
    ASSERT_TRUE(is_relayed(2));
    const Order order = read_order(2);
    EXPECT_EQ(order.contract, listing().venue);
    EXPECT_EQ(order.body, (OrderBody{Settle{listing().name, 150 * ether}}));
    EXPECT_GE(order.not_before_s, static_cast<std::uint64_t>(expiry_ms / 1000));

    observe(venue, settled(2));

    EXPECT_TRUE(await_stage(2, "Executed"));
    EXPECT_EQ(settlement("stage"), "Confirmed");
    EXPECT_EQ(node->count_submitted(listing().venue, signed_order(2)), 1U);
    const std::string records = hub->get("/v1/journal?from=0&limit=100").body;
    for (const char* event : {"InstrumentExpired", "PositionExpired", "SettlementConfirmed"})
        EXPECT_NE(records.find(event), std::string::npos) << event << "\n" << records;
    EXPECT_EQ(records.find("RouteTripped"), std::string::npos) << records;
    expect_one_state();
}

TEST_F(HubSettlement, IsRefusedToWhoWantsToTradeAfterwards)
{
    start_with_a_position(2'000);
    expire();

    const net::HttpResponse answer = hub->post(
        "/v1/trades", trade_json(world.kit.trade(100, 101, 1'000, 150 * e8, now_ms(), call_row)));

    EXPECT_EQ(answer.status, 422U) << answer.body;
    EXPECT_NE(answer.body.find("\"InstrumentOver\""), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find("\"quote.instrument\""), std::string::npos) << answer.body;
}

TEST_F(HubSettlement, KeepsQuotesOffTheBoardFromASecondBeforeTheExpiry)
{
    start_with_a_position(2'000);
    const auto post_quote = [&] {
        json::object quote =
            trade_json(world.kit.trade(100, 101, 1'000, 150 * e8, now_ms(), call_row));
        quote.erase("accept");
        return hub->post("/v1/quotes", quote);
    };

    world.clock.advance_ms(expiry_ms - 1'001 - now_ms());
    EXPECT_EQ(post_quote().status, 201U);
    world.clock.advance_ms(1);

    const net::HttpResponse answer = post_quote();
    EXPECT_EQ(answer.status, 422U) << answer.body;
    EXPECT_NE(answer.body.find("\"InstrumentOver\""), std::string::npos) << answer.body;
}

TEST_F(HubSettlement, IsOrderedAgainUnderAnotherIdOnceAHeadProvesThatItLapsed)
{
    start_with_a_position(2'000);
    expire();
    ASSERT_TRUE(is_relayed(2));
    const Order first = read_order(2);

    world.clock.advance_ms(static_cast<std::int64_t>(first.expiry_s + 1) * 1'000 - now_ms());
    prices.push(world.kit.prices(3'000 * e8, e8, now_s()));
    const Bytes head = world.kit.head(venue, now_ms());
    ASSERT_EQ(hub->post("/v1/attestations", json::object{{"vaa", api::to_json(head)}}).status,
              200U);

    EXPECT_TRUE(await_stage(2, "Lapsed"));
    ASSERT_EQ(settlement("order_id"), "3");
    ASSERT_TRUE(is_relayed(3));
    const Order again = read_order(3);
    EXPECT_EQ(again.body, first.body);
    for (const Order& order : {first, again})
        EXPECT_LE(order.expiry_s - order.not_before_s, venue_life_s())
            << "the venue takes no order that lives longer";
    EXPECT_EQ(settlement("stage"), "Ordered");
    observe(venue, settled(3));
    EXPECT_TRUE(await_stage(3, "Executed"));
    EXPECT_EQ(settlement("stage"), "Confirmed");
    expect_one_state();
}

TEST_F(HubSettlement, IsSignedAndRelayedAgainByAHubThatWasStartedAgain)
{
    start_with_a_position(2'000);
    expire();
    ASSERT_TRUE(is_relayed(2));
    const Order first = read_order(2);

    start_hub();

    ASSERT_TRUE(await_stage(2, "Included"));
    EXPECT_EQ(read_order(2), first) << "to send again is to send the same order";
    observe(venue, settled(2));
    EXPECT_TRUE(await_stage(2, "Executed"));
    EXPECT_EQ(settlement("stage"), "Confirmed");
    expect_one_state();
}

}  // namespace
}  // namespace ballast::hub
