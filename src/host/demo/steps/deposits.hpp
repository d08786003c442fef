// SPDX-License-Identifier: Apache-2.0
// Deposits into a vault, as somebody with a wallet makes them.
#pragma once
#include <ballast/demo/stage.hpp>

namespace ballast::demo {

/// What is put into a place's vault, by whom, for whose account.
struct Deposit
{
    std::string asset;
    u128 amount{};
    AccountId account;
    const crypto::SecretKey& depositor;
};
/// Mints the tokens, approves the vault and deposits; returns when the deposit is in a block.
[[nodiscard]] Answer<Included> deposit(Place& place, const Deposit& what);

/// The hub's book of a token: the row of /v1/chains.
[[nodiscard]] Answer<boost::json::value> token_book(HubClient& hub, const LocalChain& chain,
                                                    std::string_view asset);

}  // namespace ballast::demo
