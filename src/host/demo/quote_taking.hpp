// SPDX-License-Identifier: Apache-2.0
// Taking a maker's quote as any trader does: the best one near the mark, and a signed Accept.
#pragma once
#include <ballast/demo/hub_client.hpp>
#include <ballast/demo/trade_signing.hpp>
#include <optional>

namespace ballast::demo {

/// What a taker signs: base units with 18 decimals, negative sells.
struct Taking
{
    AccountId account;
    i128 quantity_e18{};
    std::uint32_t slip_ppm{};  ///< how far the limit price is from the quote
};

/// The best quote near the present mark that takes the other side of all of `quantity_e18`, or
/// nothing yet.
[[nodiscard]] Answer<std::optional<SignedQuote>> best_quote(HubClient& hub, const Listing& listing,
                                                            i128 quantity_e18);
/// The trade of a quote and an Accept that `key`, the account's owner, signs.
[[nodiscard]] SignedTrade accept_quote(const Listing& listing, const SignedQuote& quote,
                                       const Taking& taking, const crypto::SecretKey& key);

}  // namespace ballast::demo
