// SPDX-License-Identifier: Apache-2.0
// Signing and posting.
#include "withdrawing.hpp"

#include <algorithm>
#include <ballast/base/hex.hpp>
#include <ballast/env/clock.hpp>
#include <ballast/env/entropy.hpp>
#include <ballast/wire/abi.hpp>
#include <ballast/wire/eip712.hpp>
#include <boost/json/object.hpp>

namespace ballast::demo {
namespace {
namespace json = boost::json;

constexpr std::uint64_t request_life_s = 600;

json::object withdraw_json(const Withdraw& w)
{
    return {{"account", to_hex_0x(w.account.value.view())},
            {"eip155", std::to_string(w.eip155)},
            {"token", to_hex_0x(w.token.value.view())},
            {"amount", to_decimal(w.amount)},
            {"recipient", to_hex_0x(w.recipient.value.view())},
            {"issued_at_s", std::to_string(w.issued_at_s)},
            {"deadline_s", std::to_string(w.deadline_s)},
            {"nonce", std::to_string(w.nonce)}};
}
}  // namespace

Answer<HubAnswer> post_withdrawal(Stage& stage, const Outgoing& what, HubClient* hub,
                                  std::string* nonce)
{
    const auto now_s = static_cast<std::uint64_t>(env::SystemClock{}.now_ms() / 1'000);
    const Withdraw request{.account = what.account,
                           .eip155 = what.place.chain.eip155(),
                           .token = Address::from_evm(what.place.contracts.tokens.at(what.asset)),
                           .amount = static_cast<u128>(what.amount),
                           .recipient = Address::from_evm(what.account.owner()),
                           .issued_at_s = now_s,
                           .deadline_s = now_s + request_life_s,
                           .nonce = env::SystemEntropy{}.number()};
    const Bytes32 digest =
        wire::withdraw_digest(wire::hub_domain(stage.genesis.deployment_id), request);
    const Signature signature = crypto::sign(digest, what.signer);
    if (nonce != nullptr) *nonce = std::to_string(request.nonce);
    return (hub != nullptr ? *hub : stage.hub())
        .post("/v1/withdrawals",
              json::object{{"withdraw", withdraw_json(request)},
                           {"signature", to_hex_0x(wire::encode_wallet_signature(signature))}});
}

Answer<json::value> wait_for_withdrawal(Stage& stage, const std::string& id,
                                        const std::vector<std::string>& stages)
{
    const std::string what = "withdrawal " + id + " is " + stages.front();
    return stage.wait_for<json::value>(
        what, stage.script.patience.finality, [&]() -> Answer<std::optional<json::value>> {
            BALLAST_TRY(auto view, stage.hub().read("/v1/withdrawals/" + id));
            const bool is_there = std::ranges::find(stages, text_at(view, "stage")) != stages.end();
            return is_there ? std::optional{std::move(view)} : std::nullopt;
        });
}

Answer<i128> holding(Place& place, const std::string& asset, const Bytes20& holder)
{
    return place.chain.ask(place.contracts.tokens.at(asset), "balanceOf(address)",
                           {wire::abi::address(holder)});
}

}  // namespace ballast::demo
