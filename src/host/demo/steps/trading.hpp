// SPDX-License-Identifier: Apache-2.0
// Trading through the hub as a trader does: the maker's best quote, a signed Accept, the permit.
#pragma once
#include <ballast/demo/stage.hpp>
#include <ballast/demo/trade_signing.hpp>
#include <optional>
#include <string>

namespace ballast::demo {

/// What the trader wants: base units with 18 decimals, negative sells.
struct Wish
{
    i128 quantity_e18{};
    bool relay{true};
    std::string instrument{};            ///< "": the script's
    std::optional<AccountId> account{};  ///< of the trader; nothing: his first
};

/// A trade as it was posted, and what the hub said.
struct Posted
{
    SignedTrade trade;
    HubAnswer answer;
    [[nodiscard]] std::string order_id() const { return text_at(answer.body, "order_id"); }
};

/// The trader's second account, with a key that he has already: a portfolio of its own.
[[nodiscard]] AccountId writers_account(const Stage& stage);
/// The trader's account as the hub shows it.
[[nodiscard]] Answer<boost::json::value> trader_view(Stage& stage);
/// Takes the maker's best quote that is large enough and signs; waits for a quote.
[[nodiscard]] Answer<SignedTrade> prepare_trade(Stage& stage, const Wish& wish);
/// Takes the maker's best quote that is large enough and posts a signed trade; waits for a quote.
[[nodiscard]] Answer<Posted> post_trade(Stage& stage, const Wish& wish);
/// An account's position in the venue's storage on B, base units.
[[nodiscard]] Answer<i128> stored_position(Stage& stage, const AccountId& account,
                                           const std::string& instrument);
/// Waits until the order has reached `stage_name` ("Executed", "Lapsed"); the order as the API
/// shows it.
[[nodiscard]] Answer<boost::json::value> wait_for_order(Stage& stage, const std::string& order_id,
                                                        std::string_view stage_name,
                                                        std::chrono::milliseconds timeout);

}  // namespace ballast::demo
