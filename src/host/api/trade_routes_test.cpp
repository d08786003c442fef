// SPDX-License-Identifier: Apache-2.0
// Signed requests over a real server, a real pipeline and real signatures.
#include <gtest/gtest.h>

#include <ballast/api/api_error.hpp>
#include <ballast/api/api_test_kit.hpp>
#include <ballast/store/simulated_store.hpp>

using namespace ballast;
using namespace ballast::api::testing;
using namespace ballast::engine::testing;
namespace json = boost::json;

namespace {

/// The document with one field of one part replaced.
json::object with(json::object document, std::string_view part, std::string_view name,
                  const json::value& value)
{
    document.at(part).as_object()[name] = value;
    return document;
}

std::string header_of(const net::HttpResponse& response, std::string_view name)
{
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

class TradeRoutes : public ::testing::Test
{
protected:
    void start(api::ApiSettings settings = {}, pipeline::PipelineSettings pipeline = {.term = {1}})
    {
        rig = std::make_unique<Rig>(std::move(store::open_simulated_store(disk).value()), settings,
                                    pipeline);
        rig->fund();
    }
    /// What refuses the posted trade: status, code and field.
    std::string refusal(const json::object& trade)
    {
        const net::HttpResponse response = rig->post("/v1/trades", trade);
        return std::to_string(response.status) + " " + code_of(response) + " " + field_of(response);
    }
    json::object quote_of(const json::object& trade)
    {
        return {{"quote", trade.at("quote")},
                {"chain", trade.at("chain")},
                {"venue", trade.at("venue")}};
    }

    store::SimulatedDisk disk{1};
    std::unique_ptr<Rig> rig;
};

}  // namespace

TEST_F(TradeRoutes, ATradeReturnsThePermitUnderItsQuorum)
{
    start();
    const net::HttpResponse response = rig->post("/v1/trades", rig->trade(1'000));

    ASSERT_EQ(response.status, 200U) << response.body;
    const json::object permit = json::parse(response.body).as_object();
    EXPECT_EQ(permit.at("order_id").as_string(), "1");
    EXPECT_EQ(permit.at("permit_vaa").as_string(), "0x01f0");
    EXPECT_EQ(permit.at("sequence").as_string(), "4");
    EXPECT_TRUE(permit.at("certified").as_bool());
    const json::object account =
        json::parse(rig->get("/v1/accounts/" + to_hex(kit::account_of_key(100).value.view())).body)
            .as_object();
    EXPECT_EQ(account.at("pending").as_array().size(), 1U);
    EXPECT_EQ(account.at("apart").as_object().at("pending_initial_usd").as_string(), "300.000000");
}

TEST_F(TradeRoutes, ATradeThatNeedsTooMuchIsRefusedWithTheNumberThatWasMissing)
{
    start();
    const net::HttpResponse response = rig->post("/v1/trades", rig->trade(100'000));

    EXPECT_EQ(response.status, 422U);
    const json::object error = error_of(response);
    EXPECT_EQ(error.at("code").as_string(), "InsufficientMargin");
    EXPECT_EQ(error.at("missing_usd").as_string(), "955.440000");
    EXPECT_EQ(error.at("account").as_string(), to_hex_0x(kit::account_of_key(100).value.view()));
}

TEST_F(TradeRoutes, AQuorumThatDoesNotComeInTimeIsToldWithTheOrder)
{
    start({.permit_wait = std::chrono::milliseconds{1}});
    rig->services.signs = false;
    const net::HttpResponse response = rig->post("/v1/trades", rig->trade(1'000));
    EXPECT_EQ(response.status, 504U);
    EXPECT_EQ(error_of(response).at("order_id").as_string(), "1");
}

TEST_F(TradeRoutes, EveryWrongFieldOfATradeIsNamed)
{
    start();
    const json::object good = rig->trade(1'000);
    EXPECT_EQ(refusal(with(good, "quote", "price_e18", 3000)), "400 BadField quote.price_e18");
    EXPECT_EQ(refusal(with(good, "accept", "nonce", "x")), "400 BadField accept.nonce");
    EXPECT_EQ(refusal(with(good, "accept", "fee", "1")), "400 BadField accept.fee");
    EXPECT_EQ(refusal(with(good, "quote", "signature", "0x00")), "400 BadField quote.signature");
    EXPECT_EQ(refusal(with(good, "accept", "signature",
                           json::string{"0x" + std::string(128, '1') + "05"})),
              "400 BadField accept.signature");
    json::object missing = good;
    missing.at("accept").as_object().erase("signature");
    EXPECT_EQ(refusal(missing), "400 BadField accept.signature");
    missing = good;
    missing.erase("chain");
    EXPECT_EQ(refusal(missing), "400 BadField chain");
    json::object other = good;
    other["relay"] = "yes";
    EXPECT_EQ(refusal(other), "400 BadField relay");
    other = good;
    other["chain"] = 70'000;
    EXPECT_EQ(refusal(other), "400 BadField chain");
    EXPECT_EQ(code_of(rig->post("/v1/trades", std::string{"{"})), "BadDocument");
    EXPECT_EQ(code_of(rig->post("/v1/trades", std::string(20, '['))), "BadDocument");
}

TEST_F(TradeRoutes, CheapChecksStandInFrontOfTheJournal)
{
    start();
    const json::object good = rig->trade(1'000);
    const json::string stranger{to_hex_0x(kit::account_of_key(150).value.view())};
    EXPECT_EQ(refusal(with(good, "accept", "account", stranger)),
              "422 UnknownAccount accept.account");
    EXPECT_EQ(refusal(with(good, "quote", "maker", stranger)), "422 UnknownAccount quote.maker");
    EXPECT_EQ(refusal(with(good, "quote", "instrument", "BTC-PERP")),
              "422 UnknownInstrument quote.instrument");
    json::object elsewhere = good;
    elsewhere["chain"] = 1;
    EXPECT_EQ(refusal(elsewhere), "422 UnknownContract venue");
    EXPECT_EQ(refusal(with(good, "accept", "nonce", "77")), "422 SignerMismatch accept.signature");
    EXPECT_EQ(refusal(with(good, "quote", "nonce", "77")), "422 QuoteMismatch accept.quote_digest");
    EXPECT_EQ(json::parse(rig->get("/v1/journal").body).as_object().at("sequence").as_string(), "3")
        << "none of these reached the journal";
}

TEST_F(TradeRoutes, TheEnginesRefusalNamesTheFieldToo)
{
    start();
    const json::object good = rig->trade(1'000);
    EXPECT_EQ(rig->post("/v1/trades", good).status, 200U);
    const net::HttpResponse again = rig->post("/v1/trades", good);
    EXPECT_EQ(again.status, 422U) << again.body;
    EXPECT_EQ(code_of(again), "NonceUsed");
    EXPECT_EQ(refusal(rig->trade(1'000, 4'000'00000000)), "422 PriceOutOfBand quote.price_e18");
}

TEST_F(TradeRoutes, AnAccountThatAsksTooOftenWaits)
{
    start({.account_rate = {.per_second = 1, .burst = 2}});
    EXPECT_EQ(rig->post("/v1/trades", rig->trade(100)).status, 200U);
    EXPECT_EQ(rig->post("/v1/trades", rig->trade(100)).status, 200U);
    json::object forged = rig->trade(100);
    forged = with(forged, "accept", "nonce", "77");
    EXPECT_EQ(rig->post("/v1/trades", forged).status, 422U) << "a forgery takes no token";
    const net::HttpResponse limited = rig->post("/v1/trades", rig->trade(100));
    EXPECT_EQ(limited.status, 429U);
    EXPECT_EQ(code_of(limited), "RateLimited");
    EXPECT_EQ(header_of(limited, "Retry-After"), "1");
    rig->services.time.advance_ms(1'000);
    EXPECT_EQ(rig->post("/v1/trades", rig->trade(100)).status, 200U);
}

TEST_F(TradeRoutes, AnAddressThatPostsTooOftenWaits)
{
    start({.peer_rate = {.per_second = 1, .burst = 1}});
    EXPECT_EQ(rig->post("/v1/trades", json::object{}).status, 400U);
    EXPECT_EQ(rig->post("/v1/trades", json::object{}).status, 429U);
    EXPECT_EQ(rig->get("/v1/chains").status, 200U);
}

TEST_F(TradeRoutes, WhatIsNoJsonOrTooLargeIsRefusedAsSuch)
{
    start({.body_size_max = 1'000});
    EXPECT_EQ(rig->post("/v1/trades", "{}", "text/plain").status, 415U);
    EXPECT_EQ(rig->post("/v1/trades", std::string(1'001, ' ')).status, 413U);
    EXPECT_EQ(rig->post("/v1/trades", std::string(limits::http_body_size + 1, ' ')).status, 413U);
}

TEST_F(TradeRoutes, AStoppedPipelineAnswersTryAgain)
{
    start();
    const json::object trade = rig->trade(100);
    rig->pipeline.stop();
    const net::HttpResponse response = rig->post("/v1/trades", trade);
    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(code_of(response), "Stopped");
    EXPECT_EQ(header_of(response, "Retry-After"), "1");
}

TEST_F(TradeRoutes, ATradeThatWaitsForItsQuorumIsAnsweredStoppedWhenTheTermIsLost)
{
    start();
    std::promise<void> waits;
    std::promise<net::HttpResult> answer;
    rig->services.signs = false;
    rig->services.on_wait = [&](OrderId) { waits.set_value(); };
    rig->client.send({.method = "POST",
                      .target = "/v1/trades",
                      .content_type = "application/json",
                      .body = json::serialize(rig->trade(1'000))},
                     [&](net::HttpResult result) { answer.set_value(std::move(result)); });
    waits.get_future().wait();

    rig->pipeline.stop();
    rig->api.on_term_lost();

    const net::HttpResponse response = answer.get_future().get().value();
    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(code_of(response), "Stopped");
    EXPECT_EQ(error_of(response).at("sequence").as_string(), "4");
    EXPECT_EQ(rig->get("/v1/chains").status, 200U) << "what is known can still be looked at";
    EXPECT_NE(rig->get("/v1/health").body.find("NoTerm"), std::string::npos);
}

TEST_F(TradeRoutes, AFullQueueAnswersTryAgain)
{
    const net::HttpResponse response = api::error_response(api::not_taken(
        {.error = pipeline::SubmitError::QueueFull, .sentence = "too much waits already"}));
    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(code_of(response), "QueueFull");
    EXPECT_EQ(header_of(response, "Retry-After"), "1");
}

TEST_F(TradeRoutes, AnAttestationIsTakenFromAnyoneAndJudgedByItsSignatures)
{
    start();
    const auto vaa = [&](std::size_t signers) {
        return json::object{
            {"vaa", api::to_json(rig->evidence.event(0,
                                                     Locked{.account = kit::account_of_key(100),
                                                            .token = evm_address(21),
                                                            .amount = 1'000,
                                                            .depositor = evm_address(77)},
                                                     rig->services.time.now_ms(), signers))}};
    };
    const json::object good = vaa(3);
    const net::HttpResponse taken = rig->post("/v1/attestations", good);
    ASSERT_EQ(taken.status, 200U) << taken.body;
    EXPECT_EQ(json::parse(taken.body).as_object().at("sequence").as_string(), "4");
    EXPECT_EQ(rig->post("/v1/attestations", good).status, 422U);
    const net::HttpResponse forged = rig->post("/v1/attestations", vaa(2));
    EXPECT_EQ(code_of(forged), "BelowQuorum");
    EXPECT_EQ(field_of(forged), "vaa");
    EXPECT_EQ(field_of(rig->post("/v1/attestations", json::object{{"vaa", "0x"}})), "vaa");
    EXPECT_EQ(field_of(rig->post("/v1/attestations", json::object{})), "vaa");
}

TEST_F(TradeRoutes, AQuoteStandsOnTheBoardAndCanBeTakenFromIt)
{
    start();
    const json::object trade = rig->trade(1'000);
    const net::HttpResponse posted = rig->post("/v1/quotes", quote_of(trade));
    ASSERT_EQ(posted.status, 201U) << posted.body;
    EXPECT_EQ(rig->post("/v1/quotes", quote_of(trade)).status, 200U);

    json::object board = json::parse(rig->get("/v1/quotes?instrument=ETH-PERP").body).as_object();
    EXPECT_TRUE(board.at("makers_buy").as_array().empty());
    ASSERT_EQ(board.at("makers_sell").as_array().size(), 1U);
    const json::object entry = board.at("makers_sell").as_array()[0].as_object();
    EXPECT_EQ(entry.at("digest"), json::parse(posted.body).as_object().at("quote_digest"));
    EXPECT_EQ(entry.at("left").as_string(), "-1.000000000000000000");

    json::object taken = trade;
    taken["quote"] = entry.at("quote");
    ASSERT_EQ(rig->post("/v1/trades", taken).status, 200U);
    board = json::parse(rig->get("/v1/quotes?instrument=ETH-PERP").body).as_object();
    EXPECT_EQ(board.at("makers_sell").as_array()[0].as_object().at("left").as_string(),
              "0.000000000000000000");
    rig->services.time.advance_ms(600'000);
    board = json::parse(rig->get("/v1/quotes?instrument=ETH-PERP").body).as_object();
    EXPECT_TRUE(board.at("makers_sell").as_array().empty());
}

TEST_F(TradeRoutes, AQuoteThatNobodyCouldTakeIsRefused)
{
    start();
    const auto refusal_of = [&](const json::object& quote) {
        const net::HttpResponse response = rig->post("/v1/quotes", quote);
        return code_of(response) + " " + field_of(response);
    };
    const json::object good = quote_of(rig->trade(1'000));
    EXPECT_EQ(refusal_of(with(good, "quote", "quantity_e18", "1")),
              "QuantityOffLot quote.quantity_e18");
    EXPECT_EQ(refusal_of(with(good, "quote", "quantity_e18", "0")),
              "QuantityZero quote.quantity_e18");
    EXPECT_EQ(refusal_of(with(good, "quote", "price_e18", "1")), "PriceOffTick quote.price_e18");
    EXPECT_EQ(refusal_of(with(good, "quote", "price_e18", "-3000000000000000000000")),
              "PriceOffTick quote.price_e18");
    EXPECT_EQ(refusal_of(with(good, "quote", "expiry_s", "1")), "Expired quote.expiry_s");
    EXPECT_EQ(refusal_of(with(good, "quote", "expiry_s", "9999999999")),
              "DeadlineTooFar quote.expiry_s");
    EXPECT_EQ(refusal_of(with(good, "quote", "nonce", "99")), "SignerMismatch quote.signature");
    EXPECT_EQ(field_of(rig->get("/v1/quotes")), "instrument");
}
