// SPDX-License-Identifier: Apache-2.0
// Depositing.
#include "deposits.hpp"

namespace ballast::demo {
namespace {
namespace abi = wire::abi;
}

Answer<Included> deposit(Place& place, const Deposit& what)
{
    const auto wallet = place.chain.account(what.depositor.duplicate());
    const Bytes20 token = place.contracts.tokens.at(what.asset);
    const Bytes20 vault = place.contracts.vault;
    const std::string doing = "depositing " + what.asset + " on " + place.chain.name();
    // The deposit's gas can only be estimated once the allowance is there; minting need not wait.
    BALLAST_TRY(
        const Bytes32 minted,
        lift(wallet->send_only(token, abi::encode_call("mint(address,uint256)",
                                                       std::vector{abi::address(wallet->address()),
                                                                   abi::number(what.amount)})),
             doing));
    static_cast<void>(minted);
    BALLAST_TRY(const Receipt approved,
                lift(wallet->send(token, "approve(address,uint256)",
                                  std::vector{abi::address(vault), abi::number(what.amount)}),
                     doing));
    static_cast<void>(approved);
    BALLAST_TRY(const Receipt locked,
                lift(wallet->send(vault, "deposit(bytes32,address,uint256)",
                                  std::vector{abi::word(what.account.value), abi::address(token),
                                              abi::number(what.amount)}),
                     doing));
    return included(locked);
}

Answer<boost::json::value> token_book(HubClient& hub, const LocalChain& chain,
                                      std::string_view asset)
{
    BALLAST_TRY(const auto view, hub.read("/v1/chains"));
    for (const auto& row : items_at(view, "chains"))
    {
        if (text_at(row, "name") != chain.name()) continue;
        for (const auto& token : items_at(row, "tokens"))
            if (text_at(token, "asset") == asset) return token;
    }
    return failure("the hub has no book of " + std::string{asset} + " on " + chain.name());
}

}  // namespace ballast::demo
