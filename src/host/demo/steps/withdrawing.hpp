// SPDX-License-Identifier: Apache-2.0
// Withdrawals through the hub as their owners ask for them.
#pragma once
#include <ballast/demo/stage.hpp>

namespace ballast::demo {

/// What somebody wants out of a place's vault, to his own address.
struct Outgoing
{
    Place& place;
    std::string asset;
    i128 amount{};
    AccountId account;
    const crypto::SecretKey& signer;
};

/// Signs the request and posts it, to `hub` where one is given; what the hub said, and the
/// request's nonce.
[[nodiscard]] Answer<HubAnswer> post_withdrawal(Stage& stage, const Outgoing& what,
                                                HubClient* hub = nullptr,
                                                std::string* nonce = nullptr);
/// Waits until the withdrawal has reached one of these stages; as the API shows it.
[[nodiscard]] Answer<boost::json::value> wait_for_withdrawal(
    Stage& stage, const std::string& id, const std::vector<std::string>& stages);
/// Token units that an address holds.
[[nodiscard]] Answer<i128> holding(Place& place, const std::string& asset, const Bytes20& holder);

}  // namespace ballast::demo
