// SPDX-License-Identifier: Apache-2.0
// What every contract of the chains does, for tests that need chains without running them: orders
// by id, blocks, and a log of observations. Behaves as contracts/src/OrderRegistry.sol; leaves out
// signatures. Not used by the product.
#pragma once
#include <ballast/domain/command.hpp>
#include <ballast/domain/order.hpp>
#include <boost/describe.hpp>
#include <map>

namespace ballast::engine::testing {

/// What a contract answers: Done, Queued, or the error it reverts with.
enum class ChainAnswer : std::uint8_t
{
    Done,
    Queued,
    OrderUsed,
    OrderEarly,
    OrderExpired,
    OrderNotExpired,
    OrderLifeTooLong,
    EpochMismatch,
    NotReducing,
    NotLiquidator,
    LiquidatorUnchanged,
    QuoteExpired,
    AcceptExpired,
    AcceptUsed,
    QuoteFilled,
    PermitMismatch,
    TermsRefused,
    AccountsEqual,
    QuantityRefused,
    PriceNotPositive,
    AmountZero,
    AmountAboveLocked,
    OutflowLimited,
    ExpiryInsideDelay,
    ReleaseNotReady,
    InstrumentExpired,
    InstrumentNotExpired,
    InstrumentPerpetual,
    InstrumentSettled,
    SettlementPriceRefused,
};
BOOST_DESCRIBE_ENUM(ChainAnswer, Done, Queued, OrderUsed, OrderEarly, OrderExpired, OrderNotExpired,
                    OrderLifeTooLong, EpochMismatch, NotReducing, NotLiquidator,
                    LiquidatorUnchanged, QuoteExpired, AcceptExpired, AcceptUsed, QuoteFilled,
                    PermitMismatch, TermsRefused, AccountsEqual, QuantityRefused, PriceNotPositive,
                    AmountZero, AmountAboveLocked, OutflowLimited, ExpiryInsideDelay,
                    ReleaseNotReady, InstrumentExpired, InstrumentNotExpired, InstrumentPerpetual,
                    InstrumentSettled, SettlementPriceRefused)

/// Answers that no order of a correct hub gets.
[[nodiscard]] bool is_hubs_fault(ChainAnswer answer);

/// An event in a contract's log, as guardians report it.
struct LoggedEvent
{
    ObserveChain report;
    bool is_rogue{};  ///< the contract did what no order told it
};

/// A contract with its order ids and its log.
class ContractModel
{
public:
    /// The contract in row `row` of the genesis.
    ContractModel(const Genesis& genesis, std::uint32_t row);

    /// The next block has this time; blocks never go back.
    void pass_to(std::uint64_t time_s) { time_s_ = std::max(time_s_, time_s); }
    [[nodiscard]] std::uint64_t time_s() const { return time_s_; }
    /// Voids an order after its expiry, as anyone may.
    ChainAnswer void_order(const Order& order);
    /// By event_nonce, which counts from 1.
    [[nodiscard]] const std::vector<LoggedEvent>& log() const { return log_; }
    /// A HEAD that is true now.
    [[nodiscard]] ObserveChain head();
    /// Tells of something that no order explains.
    void lie(ObservationBody body);

protected:
    enum class OrderState : std::uint8_t
    {
        None,
        Queued,
        Executed,
        Voided,
    };

    /// Done where the order may execute now.
    [[nodiscard]] ChainAnswer executable(const Order& order) const;
    ChainAnswer cancel(const Order& order, OrderId target);
    void observe(ObservationBody body);
    [[nodiscard]] OrderState state_of(OrderId order) const;
    void set_state(OrderId order, OrderState state) { orders_[order] = state; }

private:
    ChainAnswer make_void(OrderId order);
    [[nodiscard]] Observation next_observation(ObservationBody body);

    Observation frame_;  ///< the fields that all observations of the contract share
    std::uint32_t row_{};
    std::uint64_t time_s_{};
    std::uint64_t block_{100};
    std::map<OrderId, OrderState> orders_;
    std::vector<LoggedEvent> log_;
};

}  // namespace ballast::engine::testing
