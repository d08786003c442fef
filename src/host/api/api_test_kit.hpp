// SPDX-License-Identifier: Apache-2.0
// A whole API for tests: a pipeline on a store and a clock of the test, a server on a free port, a
// client, and a hub that signs when it is told to. Not used by the product.
#pragma once
#include <ballast/api/api_server.hpp>
#include <ballast/api/json_view.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/net/http_client.hpp>
#include <ballast/pipeline/testing/evidence_kit.hpp>
#include <future>
#include <map>
#include <mutex>

namespace ballast::api::testing {

namespace kit = pipeline::testing;
inline constexpr std::int64_t price_3000_e8 = 3'000'00000000;

/// What the hub would say; the test fills it in before the server runs, or on its thread.
struct FakeServices final : HubServices
{
    env::SimulatedClock time{engine::testing::start_ms};
    std::optional<Sequence> certified;
    std::vector<GuardianStatus> guardian_list;
    std::vector<ChainNodeStatus> nodes;
    RelayerCounters counters;
    std::map<OrderId, OrderStatus> orders;
    bool signs{true};                      ///< permits get their signatures at once
    std::function<void(OrderId)> on_wait;  ///< somebody waits for an order's signatures

    [[nodiscard]] std::optional<Sequence> last_certified() const override { return certified; }
    [[nodiscard]] std::vector<GuardianStatus> guardians() const override { return guardian_list; }
    [[nodiscard]] std::vector<ChainNodeStatus> chain_nodes() const override { return nodes; }
    [[nodiscard]] RelayerCounters relayer() const override { return counters; }
    void when_signed(OrderId order, SignedCallback done) override
    {
        if (signs) done({order, Bytes{0x01, 0xF0}});
        if (on_wait) on_wait(order);
    }
    [[nodiscard]] std::optional<OrderStatus> order(OrderId id) const override
    {
        const auto found = orders.find(id);
        return found == orders.end() ? std::nullopt : std::optional{found->second};
    }
    [[nodiscard]] const env::Clock& clock() const override { return time; }
};

class Rig
{
public:
    /// `adapt` may change the deployment before record 0.
    explicit Rig(std::unique_ptr<env::JournalStore> journal, ApiSettings settings = {},
                 pipeline::PipelineSettings pipeline_settings = {.term = {1}},
                 void (*adapt)(Genesis&) = nullptr)
        : store{std::move(journal)},
          pipeline{pipeline_settings,
                   pipeline::Replica{adapted(evidence.genesis(), adapt)},
                   *store,
                   services.time,
                   kit::EvidenceKit::hub_key(),
                   [this](const pipeline::SharedBatch& batch) {
                       api.on_batch(batch);
                       std::call_once(open_once, [this] { opened.set_value(); });
                   }},
          api{io, pipeline, *store, services, settings},
          server{std::move(net::HttpServer::listen(io, {}, api.handler()).value())},
          client{io, {"http", "127.0.0.1", server->port(), "/"}}
    {
        for (std::uint32_t i = 0; i < 4; ++i)
            services.guardian_list.push_back(
                {.index = i, .key = evidence.genesis().guardians.keys[i], .connected = true});
        api.attach(*server);
        pipeline.start();
        io.start();
        server->start();
        opened.get_future().wait();  // the genesis record
    }
    ~Rig()
    {
        client.close();
        pipeline.stop();
        server.reset();
    }
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    /// Hands evidence in and waits until it is applied.
    pipeline::SubmitResult submit(EvidenceKind kind, Bytes bytes)
    {
        std::promise<pipeline::SubmitResult> answer;
        pipeline.submit(kind, std::move(bytes), [&](pipeline::SubmitResult result) {
            answer.set_value(std::move(result));
        });
        return answer.get_future().get();
    }
    /// Key 100 has 10 ETH on alpha, key 101 has 100,000 USDC on beta; ETH is at 3,000 USD.
    void fund()
    {
        using namespace engine::testing;
        services.time.advance_ms(1'000);
        submit(EvidenceKind::PriceUpdate,
               evidence.prices(price_3000_e8, 1'00000000, services.time.now_ms() / 1000))
            .value();
        submit(EvidenceKind::Attestation, evidence.deposit(kit::account_of_key(100), weth_alpha,
                                                           10 * ether, services.time.now_ms()))
            .value();
        submit(EvidenceKind::Attestation,
               evidence.deposit(kit::account_of_key(101), usdc_beta, 100'000 * dollar,
                                services.time.now_ms()))
            .value();
    }
    net::HttpResponse get(std::string target)
    {
        return client.send_and_wait({.target = std::move(target)}).value();
    }
    net::HttpResponse post(std::string target, std::string body,
                           std::string content_type = "application/json")
    {
        return client
            .send_and_wait({.method = "POST",
                            .target = std::move(target),
                            .content_type = std::move(content_type),
                            .body = std::move(body)})
            .value();
    }
    net::HttpResponse post(std::string target, const boost::json::value& body)
    {
        return post(std::move(target), boost::json::serialize(body));
    }
    /// A signed trade of keys 100 and 101 as the API takes it: lots with the taker's sign.
    boost::json::object trade(std::int64_t lots, std::int64_t price_e8 = price_3000_e8)
    {
        const auto trade = codec::decode_whole<SignedTrade>(
                               evidence.trade(100, 101, lots, price_e8, services.time.now_ms()))
                               .value();
        const auto with_signature = [](boost::json::value value, const Signature& signature) {
            value.as_object()["signature"] = to_json(signature);
            return value;
        };
        return {{"quote",
                 with_signature(to_json(trade.quote, JsonStyle::Exact), trade.quote_signature)},
                {"accept",
                 with_signature(to_json(trade.accept, JsonStyle::Exact), trade.accept_signature)},
                {"chain", trade.chain.value},
                {"venue", to_json(trade.venue)}};
    }

    /// A withdrawal that key 100 signed, as the API takes it.
    boost::json::object withdrawal(TokenIndex token, i128 amount, const Address& recipient)
    {
        const auto request =
            codec::decode_whole<SignedWithdrawal>(
                evidence.withdraw(100, token, amount, recipient, services.time.now_ms()))
                .value();
        return {{"withdraw", to_json(request.withdraw, JsonStyle::Exact)},
                {"signature", to_json(request.signature)}};
    }

    static Genesis adapted(Genesis genesis, void (*adapt)(Genesis&))
    {
        if (adapt != nullptr) adapt(genesis);
        return genesis;
    }

    std::once_flag open_once;
    std::promise<void> opened;
    kit::EvidenceKit evidence;
    FakeServices services;
    net::IoContext io;
    std::unique_ptr<env::JournalStore> store;
    pipeline::Pipeline pipeline;
    ApiServer api;
    std::unique_ptr<net::HttpServer> server;
    net::HttpClient client;
};

/// The error object of an answer.
inline boost::json::object error_of(const net::HttpResponse& response)
{
    return boost::json::parse(response.body).as_object().at("error").as_object();
}
inline std::string code_of(const net::HttpResponse& response)
{
    return std::string{error_of(response).at("code").as_string()};
}
inline std::string field_of(const net::HttpResponse& response)
{
    const boost::json::object error = error_of(response);
    const auto* field = error.if_contains("field");
    return field == nullptr ? "" : std::string{field->as_string()};
}

}  // namespace ballast::api::testing
