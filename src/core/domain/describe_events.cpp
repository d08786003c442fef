// SPDX-License-Identifier: Apache-2.0
// Names and sentences of commands, events and refusals.
#include "command.hpp"
#include "event.hpp"

namespace ballast {

std::string_view name_of(const Command& command)
{
    static constexpr std::string_view names[] = {
        "OpenDeployment",    "ObserveChain",     "UpdatePrices", "RequestTrade",
        "RequestWithdrawal", "UpdateVolatility", "UpdateMarks"};
    static_assert(std::size(names) == std::variant_size_v<Command>);
    return names[command.index()];
}

std::string_view name_of(const Event& event)
{
    static constexpr std::string_view names[] = {
        "CommandRejected",    "DepositBooked",       "PermitIssued",        "TradeFilled",
        "OrderClosed",        "PriceAccepted",       "DebtChanged",         "RouteTripped",
        "HeadAdvanced",       "LiquidatorChanged",   "InstrumentSettled",   "WithdrawalApproved",
        "WithdrawalPaid",     "MarginCalled",        "MarginCallMet",       "LiquidationTriggered",
        "TransferOrdered",    "CollateralClaimed",   "WithdrawalCancelled", "PositionTransferred",
        "ClaimPaid",          "ClaimReordered",      "LiquidationSettled",  "ShortfallCovered",
        "LiquidationStalled", "SurfaceAccepted",     "MarkAccepted",        "InstrumentExpired",
        "PositionExpired",    "SettlementConfirmed", "SettlementReordered"};
    static_assert(std::size(names) == std::variant_size_v<Event>);
    return names[event.index()];
}

std::optional<EndedOrder> ended_order(const Event& event)
{
    if (const auto* filled = std::get_if<TradeFilled>(&event))
        return EndedOrder{filled->order, true};
    if (const auto* paid = std::get_if<WithdrawalPaid>(&event))
        return EndedOrder{paid->order, true};
    if (const auto* moved = std::get_if<PositionTransferred>(&event))
        return EndedOrder{moved->order, true};
    if (const auto* paid = std::get_if<ClaimPaid>(&event)) return EndedOrder{paid->order, true};
    if (const auto* closed = std::get_if<OrderClosed>(&event))
        return EndedOrder{closed->order, false, closed->how};
    if (const auto* again = std::get_if<ClaimReordered>(&event))
        return EndedOrder{again->ended, false, again->how};
    if (const auto* done = std::get_if<SettlementConfirmed>(&event))
        return EndedOrder{done->order, true};
    if (const auto* again = std::get_if<SettlementReordered>(&event))
        return EndedOrder{again->ended, false, again->how};
    return {};
}

std::string_view describe(RejectReason reason)
{
    switch (reason)
    {
        case RejectReason::None:
            return "accepted";
        case RejectReason::Unsupported:
            return "this kind of message is not supported yet";
        case RejectReason::UnknownAccount:
            return "the account is unknown: deposit first, accounts appear with their first "
                   "deposit";
        case RejectReason::UnknownInstrument:
            return "the instrument is not listed on that venue";
        case RejectReason::UnknownContract:
            return "the contract is not part of this deployment";
        case RejectReason::UnknownToken:
            return "the token is not listed on that chain";
        case RejectReason::WrongSequence:
            return "an earlier event of the contract is still missing";
        case RejectReason::AlreadyApplied:
            return "the observation was applied before";
        case RejectReason::Equivocation:
            return "the same place was reported with another content";
        case RejectReason::WrongEmitterKind:
            return "this kind of contract cannot send this message";
        case RejectReason::Expired:
            return "the quote or the request has expired: sign a new one";
        case RejectReason::DeadlineTooFar:
            return "the deadline is more than an hour ahead: sign a nearer one";
        case RejectReason::NonceUsed:
            return "the nonce was used before: choose another";
        case RejectReason::TooManyPending:
            return "the account has too many outstanding permits or nonces: wait until some end";
        case RejectReason::SameParty:
            return "maker and taker have the same owner";
        case RejectReason::QuantityZero:
            return "the quantity is zero";
        case RejectReason::QuantityOffLot:
            return "the quantity is not a multiple of the instrument's lot";
        case RejectReason::QuantityTooLarge:
            return "the quantity is larger than any position may be";
        case RejectReason::SidesEqual:
            return "quote and accept have the same sign: one must buy what the other sells";
        case RejectReason::QuoteExhausted:
            return "the quote has less left than was accepted";
        case RejectReason::QuoteMismatch:
            return "the accept names another quote";
        case RejectReason::PriceOffTick:
            return "the price is not a multiple of the instrument's tick";
        case RejectReason::PriceOutOfBand:
            return "the price is too far from the mark";
        case RejectReason::PriceBeyondLimit:
            return "the quote's price is worse than the accept's limit";
        case RejectReason::PriceMissing:
            return "a price that the margin needs has never been published";
        case RejectReason::PriceStale:
            return "a price that the margin needs is older than its bound";
        case RejectReason::InsufficientMargin:
            return "the account's margin after it would not meet its initial requirement";
        case RejectReason::AccountLimit:
            return "the position would exceed the account's limit in the instrument";
        case RejectReason::OpenInterestLimit:
            return "the instrument's open interest is at its limit";
        case RejectReason::DebtLimit:
            return "the account's debt would exceed its cap";
        case RejectReason::BreakerTripped:
            return "a breaker forbids new risk on this route";
        case RejectReason::NoMatchingOrder:
            return "no outstanding order explains this report";
        case RejectReason::SetLagging:
            return "the contract has not acknowledged the current signer set";
        case RejectReason::HomeChainUnsupported:
            return "accounts with a home chain are not supported yet";
        case RejectReason::InvalidGenesis:
            return "the genesis is not valid, or not first";
        case RejectReason::TimeRegressed:
            return "the time is before the last command's";
        case RejectReason::LineExhausted:
            return "the line of a chain whose collateral backs the account is used up";
        case RejectReason::AmountZero:
            return "the amount is zero";
        case RejectReason::RecipientZero:
            return "the recipient is zero or no address of that chain";
        case RejectReason::RecipientIsVault:
            return "the recipient is the vault itself: name an address that can use the tokens";
        case RejectReason::IssuedInFuture:
            return "the request was issued in the future: check the clock that signed it";
        case RejectReason::InsufficientBalance:
            return "the account holds less of this token on that chain; withdrawals under way do "
                   "not count";
        case RejectReason::VaultShort:
            return "the vault on that chain holds less of this token than is asked";
        case RejectReason::OutflowLimit:
            return "more than the vault pays of this token in one window: ask for less, or wait "
                   "until withdrawals under way are paid";
        case RejectReason::InLiquidation:
            return "a position of the account is on its way to a liquidator: wait until the "
                   "venue has reported it";
        case RejectReason::NoLiquidator:
            return "no liquidator who opted in has the margin to take the position over";
        case RejectReason::UnknownUnderlying:
            return "the surface's underlying is not listed: its id is that of the index feed";
        case RejectReason::SurfaceInvalid:
            return "a slice's parameters are out of range, its variance is not positive, or its "
                   "wings are too steep";
        case RejectReason::SurfaceIncomplete:
            return "a listed instrument has not expired, and the surface lacks its expiry";
        case RejectReason::ButterflyArbitrage:
            return "a slice of the surface implies a negative density: butterfly arbitrage";
        case RejectReason::CalendarArbitrage:
            return "the surface's variance falls from one expiry to the next: calendar arbitrage";
        case RejectReason::InstrumentOver:
            return "the instrument has expired: it is settled, and trades no more";
    }
    return "unknown reason";
}

}  // namespace ballast
