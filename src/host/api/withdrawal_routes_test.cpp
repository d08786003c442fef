// SPDX-License-Identifier: Apache-2.0
// Withdrawals over a real server, a real pipeline and real signatures.
#include <gtest/gtest.h>

#include <ballast/api/api_error.hpp>
#include <ballast/api/api_test_kit.hpp>
#include <ballast/store/simulated_store.hpp>

using namespace ballast;
using namespace ballast::api::testing;
using namespace ballast::engine::testing;
namespace json = boost::json;

namespace {
const Address wallet = evm_address(500);

class WithdrawalRoutes : public ::testing::Test
{
protected:
    WithdrawalRoutes()
    {
        rig = std::make_unique<Rig>(std::move(store::open_simulated_store(disk).value()));
        rig->fund();
    }
    std::string refusal(const json::object& request)
    {
        const net::HttpResponse response = rig->post("/v1/withdrawals", request);
        return std::to_string(response.status) + " " + code_of(response) + " " + field_of(response);
    }
    json::object with(json::object request, std::string_view name, const json::value& value)
    {
        request.at("withdraw").as_object()[name] = value;
        return request;
    }

    store::SimulatedDisk disk{1};
    std::unique_ptr<Rig> rig;
};

}  // namespace

TEST_F(WithdrawalRoutes, AnApprovedOneIsAcceptedAndCountsOutAtOnce)
{
    const auto response =
        rig->post("/v1/withdrawals", rig->withdrawal(weth_alpha, 4 * ether, wallet));

    ASSERT_EQ(response.status, 202U) << response.body;
    const json::object body = json::parse(response.body).as_object();
    EXPECT_EQ(body.at("stage").as_string(), "Approved");
    EXPECT_EQ(body.at("withdrawal_id").as_string(), "1");
    const json::object account =
        json::parse(rig->get("/v1/accounts/" + to_hex(kit::account_of_key(100).value.view())).body)
            .as_object();
    EXPECT_EQ(account.at("withdrawals").as_array().size(), 1U);
    EXPECT_EQ(account.at("balances").at(0).at("amount_decimal").as_string(),
              "6.000000000000000000");
}

TEST_F(WithdrawalRoutes, ItsStagesAreTold)
{
    api::OrderStatus status{.order = {.id = {7},
                                      .chain = alpha,
                                      .eip155 = 31337,
                                      .contract = evm_address(11),
                                      .body = Release{kit::account_of_key(100), evm_address(21),
                                                      static_cast<u128>(ether), wallet}}};
    const auto stage = [&] {
        rig->services.orders[{7}] = status;
        return std::string{json::parse(rig->get("/v1/withdrawals/7").body).at("stage").as_string()};
    };
    EXPECT_EQ(stage(), "Approved");
    status.stage = api::OrderStage::Included;
    EXPECT_EQ(stage(), "Presented");
    status.queued = true;
    EXPECT_EQ(stage(), "Delayed");
    status.stage = api::OrderStage::Executed;
    EXPECT_EQ(stage(), "Paid");
    status.claimable = true;
    EXPECT_EQ(stage(), "Claimable");
    status.stage = api::OrderStage::Lapsed;
    EXPECT_EQ(stage(), "Lapsed");
    status.order.body = Permit{};
    rig->services.orders[{7}] = status;
    EXPECT_EQ(rig->get("/v1/withdrawals/7").status, 404U) << "a permit is no withdrawal";
    EXPECT_EQ(rig->get("/v1/withdrawals/8").status, 404U);
    EXPECT_EQ(field_of(rig->get("/v1/withdrawals/0")), "withdrawal_id");
}

TEST_F(WithdrawalRoutes, TooMuchIsRefusedWithTheMissingNumber)
{
    const auto open = rig->post("/v1/trades", rig->trade(80'000));  // 80 ETH: 24,000 of margin
    ASSERT_EQ(open.status, 200U) << open.body;

    const auto response =
        rig->post("/v1/withdrawals", rig->withdrawal(weth_alpha, 5 * ether, wallet));

    EXPECT_EQ(response.status, 422U);
    EXPECT_EQ(code_of(response), "InsufficientMargin");
    EXPECT_EQ(field_of(response), "withdraw.amount");
    const json::object error = json::parse(response.body).at("error").as_object();
    EXPECT_TRUE(error.contains("missing_usd")) << response.body;
    EXPECT_TRUE(error.contains("missing")) << response.body;
}

TEST_F(WithdrawalRoutes, IsNotTakenWhileItWouldWaitForGuardiansThatAreGone)
{
    rig.reset();
    store::SimulatedDisk another{2};
    // Genesis and three fundings are four batches, and nobody certifies them.
    rig = std::make_unique<Rig>(std::move(store::open_simulated_store(another).value()),
                                api::ApiSettings{},
                                pipeline::PipelineSettings{.term = {1}, .uncertified_max = 4});
    rig->fund();
    rig->services.guardian_list[1].connected = false;
    rig->services.guardian_list[2].connected = false;

    const auto response = rig->post("/v1/withdrawals", rig->withdrawal(weth_alpha, ether, wallet));
    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(code_of(response), "NoQuorum");
    EXPECT_EQ(rig->post("/v1/trades", rig->trade(1)).status, 503U);

    rig->pipeline.note_certified({3});
    EXPECT_EQ(rig->post("/v1/withdrawals", rig->withdrawal(weth_alpha, ether, wallet)).status,
              202U);
    rig.reset();
}

TEST_F(WithdrawalRoutes, EachBadRequestIsNamedByItsField)
{
    const json::object good = rig->withdrawal(weth_alpha, ether, wallet);
    EXPECT_EQ(refusal(rig->withdrawal(weth_alpha, 0, wallet)), "422 AmountZero withdraw.amount");
    EXPECT_EQ(refusal(rig->withdrawal(weth_alpha, ether, Address{})),
              "422 RecipientZero withdraw.recipient");
    EXPECT_EQ(refusal(rig->withdrawal(weth_alpha, ether, evm_address(11))),
              "422 RecipientIsVault withdraw.recipient");
    EXPECT_EQ(refusal(rig->withdrawal(weth_alpha, 11 * ether, wallet)),
              "422 InsufficientBalance withdraw.amount");
    // What was changed after signing is not what its owner signed.
    EXPECT_EQ(refusal(with(good, "amount", "2")).substr(0, 3), "422");
    EXPECT_EQ(refusal(with(good, "nonce", "77")), "422 SignerMismatch signature");
    EXPECT_EQ(refusal(with(good, "amount", "-1")), "400 BadField withdraw.amount");
    EXPECT_EQ(refusal(with(good, "extra", 1)), "400 BadField withdraw.extra");
    json::object unsigned_one = good;
    unsigned_one.erase("signature");
    EXPECT_EQ(refusal(unsigned_one), "400 BadField signature");

    EXPECT_EQ(rig->post("/v1/withdrawals", good).status, 202U);
    EXPECT_EQ(refusal(good), "422 NonceUsed withdraw.nonce");
}
