// SPDX-License-Identifier: Apache-2.0
// One step of the demo: what it did, the numbers it found, and whether all that it claims held.
#pragma once
#include <ballast/demo/event_client.hpp>
#include <ballast/demo/stage.hpp>
#include <boost/json/object.hpp>
#include <string>

namespace ballast::demo {

/// Collects the numbers of a step for the summary while it shows them.
class StepLog
{
public:
    explicit StepLog(Screen& screen) : screen_{screen} {}

    /// Notes a number (or a hash) for the summary.
    void number(std::string_view name, boost::json::value value);
    /// Shows a fact on a line, and notes it.
    void fact(std::string_view name, std::string_view shown, std::string_view value);
    void fact(std::string_view name, std::string_view value) { fact(name, value, value); }
    /// Shows and notes a transaction with its block.
    void transaction(std::string_view name, std::string_view chain, const Included& where);
    /// Shows a claim that held or did not; one that did not fails the step.
    void check(bool held, std::string_view claim);

    [[nodiscard]] bool has_held() const { return failed_.empty(); }
    [[nodiscard]] const boost::json::array& failed() const { return failed_; }
    [[nodiscard]] const boost::json::object& numbers() const { return numbers_; }
    [[nodiscard]] Screen& screen() { return screen_; }

private:
    Screen& screen_;
    boost::json::object numbers_;
    boost::json::array failed_;
};

/// What later steps need of earlier ones.
struct Story
{
    Included weth_deposit;        ///< of the trader, on chain A
    SignedTrade first_trade;      ///< that opened the position
    std::uint64_t first_order{};  ///< its permit
    /// Prices and the ends of instruments, as the hub tells them, from the beginning on.
    std::unique_ptr<EventClient> market;
    i128 soon_price_e18{};           ///< at which step d bought what expires in step g
    boost::json::object difference;  ///< of the reckoning, by "chain/asset"
    boost::json::object state_hash;  ///< of the reckoning, by who computed it
};

/// Killed in step h, back in step i.
inline constexpr std::size_t dead_guardian = 3;

// The steps of the demo, in order. Each fails with a sentence when it cannot go on.
[[nodiscard]] Answer<void> play_deposit(Stage& stage, Story& story, StepLog& log);
[[nodiscard]] Answer<void> play_trade(Stage& stage, Story& story, StepLog& log);
[[nodiscard]] Answer<void> play_prices(Stage& stage, Story& story, StepLog& log);
[[nodiscard]] Answer<void> play_portfolio(Stage& stage, Story& story, StepLog& log);
[[nodiscard]] Answer<void> play_refusals(Stage& stage, Story& story, StepLog& log);
[[nodiscard]] Answer<void> play_withdrawal(Stage& stage, Story& story, StepLog& log);
[[nodiscard]] Answer<void> play_expiry(Stage& stage, Story& story, StepLog& log);
[[nodiscard]] Answer<void> play_liquidation(Stage& stage, Story& story, StepLog& log);
[[nodiscard]] Answer<void> play_faults(Stage& stage, Story& story, StepLog& log);
[[nodiscard]] Answer<void> play_reckoning(Stage& stage, Story& story, StepLog& log);

}  // namespace ballast::demo
