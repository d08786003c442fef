// SPDX-License-Identifier: Apache-2.0
// For tests: a submitter at a local node, and orders that its vault's one guardian signed.
#pragma once
#include <ballast/chains/evm/evm_submitter.hpp>
#include <ballast/wire/order_message.hpp>

#include "local_chain.hpp"

namespace ballast::chains::test_kit {

class SubmitterOnAChain : public LocalChain
{
protected:
    void TearDown() override { submitter.reset(); }

    struct Sent
    {
        Bytes32 transaction;
        bool is_replacement{};
    };

    /// A submitter whose relayer is Anvil's account 2.
    evm::EvmSubmitter& relay(evm::EvmSubmitterSettings settings = {})
    {
        if (settings.node.host.empty()) settings.node = node->url();
        if (settings.eip155 == 0) settings.eip155 = test_eip155;
        settings.name = "test";
        settings.poll = std::chrono::milliseconds{10};
        settings.retry_min = std::chrono::milliseconds{10};
        settings.retry_max = std::chrono::milliseconds{50};
        SubmitterEvents events;
        events.on_sent = [this](OrderId, const Bytes32& hash, bool is_replacement) {
            sent.put({hash, is_replacement});
        };
        events.on_problem = [this](const ChainProblem& problem) { problems.put(problem); };
        events.on_recovered = [this] { recovered.put(true); };
        submitter = std::make_unique<evm::EvmSubmitter>(io, settings, key_of(2), std::move(events));
        return *submitter;
    }

    std::optional<SubmitError> submit(Submission submission)
    {
        return submitter->submit(std::move(submission), [this](const SubmissionOutcome& outcome) {
            outcomes.put(outcome);
        });
    }

    /// The order, signed by the one guardian (Anvil's account 1).
    static Submission signed_order(const Order& order)
    {
        const auto body = wire::encode_order(order);
        const std::array signatures{
            wire::VaaSignature{0, crypto::sign(wire::vaa_digest(body), key_of(1))}};
        return {.order = order.id,
                .contract = order.contract,
                .vaa = wire::encode_vaa(0, signatures, body)};
    }

    Order order_to(const Bytes20& contract, std::uint64_t id, OrderBody body)
    {
        const auto deployment = require(evm::parse_hash(
            rpc("eth_call", {boost::json::object{
                                 {"to", to_hex_0x(contract.view())},
                                 {"data", to_hex_0x(wire::abi::encode_call("deploymentId()", {}))}},
                             "latest"}),
            "id"));
        const auto latest =
            *require(evm::parse_header(rpc("eth_getBlockByNumber", {"latest", false})));
        return {.id = {id},
                .deployment = deployment,
                .chain = test_chain,
                .eip155 = test_eip155,
                .contract = Address::from_evm(contract),
                .timestamp_s = 1,
                .not_before_s = latest.timestamp_s - 500,
                .expiry_s = latest.timestamp_s + 3000,
                .body = std::move(body)};
    }

    Submission release(std::uint64_t id, u128 amount)
    {
        return signed_order(order_to(vault, id,
                                     Release{.account = AccountId::of_owner(owner->address()),
                                             .token = Address::from_evm(token),
                                             .amount = amount,
                                             .recipient = Address::from_evm(recipient)}));
    }

    u128 paid()
    {
        const auto result = require(
            owner->call(token, "balanceOf(address)", std::array{wire::abi::address(recipient)}));
        return *wire::abi::Reader{result}.number(0);
    }

    const Bytes20 recipient{{0x77}};
    Inbox<Sent> sent;
    Inbox<ChainProblem> problems;
    Inbox<bool> recovered;
    Inbox<SubmissionOutcome> outcomes;
    std::unique_ptr<evm::EvmSubmitter> submitter;
};

}  // namespace ballast::chains::test_kit
