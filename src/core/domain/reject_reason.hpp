// SPDX-License-Identifier: Apache-2.0
// Why the engine refuses: one list for commands, parts of them, and what it would do itself.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <string_view>

namespace ballast {

/// Why a command, or a part of it, was refused. Each is a value tested like any other.
enum class RejectReason : std::uint16_t
{
    None = 0,
    Unsupported = 1,  ///< a type that comes with a later version
    UnknownAccount = 2,
    UnknownInstrument = 3,
    UnknownContract = 4,
    UnknownToken = 5,
    WrongSequence = 6,     ///< not the contract's next event
    AlreadyApplied = 7,    ///< the same observation again
    Equivocation = 8,      ///< the same place, another content
    WrongEmitterKind = 9,  ///< a message this kind of contract cannot send
    Expired = 10,
    DeadlineTooFar = 11,
    NonceUsed = 12,
    TooManyPending = 13,
    SameParty = 14,  ///< maker and taker are one owner
    QuantityZero = 15,
    QuantityOffLot = 16,
    QuantityTooLarge = 17,
    SidesEqual = 18,      ///< quote and accept go the same way
    QuoteExhausted = 19,  ///< more than is left of the quote's size
    QuoteMismatch = 20,   ///< the accept names another quote
    PriceOffTick = 21,
    PriceOutOfBand = 22,
    PriceBeyondLimit = 23,
    PriceMissing = 24,
    PriceStale = 25,
    InsufficientMargin = 26,
    AccountLimit = 27,
    OpenInterestLimit = 28,
    DebtLimit = 29,
    BreakerTripped = 30,
    NoMatchingOrder = 31,
    SetLagging = 32,  ///< the contract has not acknowledged the current signer set
    HomeChainUnsupported = 33,
    InvalidGenesis = 34,
    TimeRegressed = 35,
    LineExhausted = 36,
    AmountZero = 37,
    RecipientZero = 38,  ///< or no EVM address
    RecipientIsVault = 39,
    IssuedInFuture = 40,
    InsufficientBalance = 41,  ///< more than the account holds of the token on that chain
    VaultShort = 42,           ///< the vault holds less than that, beside what is under way
    OutflowLimit = 43,         ///< more than the vault pays in one window
    InLiquidation = 44,        ///< a position of the account is on its way to a liquidator
    NoLiquidator = 45,         ///< nobody who opted in has the margin to take it over
    UnknownUnderlying = 46,    ///< of a surface
    SurfaceInvalid = 47,       ///< parameters, variance or wings
    SurfaceIncomplete = 48,    ///< a listed expiry is missing
    ButterflyArbitrage = 49,
    CalendarArbitrage = 50,
    InstrumentOver = 51,  ///< at or past its expiry
};
BOOST_DESCRIBE_ENUM(RejectReason, None, Unsupported, UnknownAccount, UnknownInstrument,
                    UnknownContract, UnknownToken, WrongSequence, AlreadyApplied, Equivocation,
                    WrongEmitterKind, Expired, DeadlineTooFar, NonceUsed, TooManyPending, SameParty,
                    QuantityZero, QuantityOffLot, QuantityTooLarge, SidesEqual, QuoteExhausted,
                    QuoteMismatch, PriceOffTick, PriceOutOfBand, PriceBeyondLimit, PriceMissing,
                    PriceStale, InsufficientMargin, AccountLimit, OpenInterestLimit, DebtLimit,
                    BreakerTripped, NoMatchingOrder, SetLagging, HomeChainUnsupported,
                    InvalidGenesis, TimeRegressed, LineExhausted, AmountZero, RecipientZero,
                    RecipientIsVault, IssuedInFuture, InsufficientBalance, VaultShort, OutflowLimit,
                    InLiquidation, NoLiquidator, UnknownUnderlying, SurfaceInvalid,
                    SurfaceIncomplete, ButterflyArbitrage, CalendarArbitrage, InstrumentOver)

/// A sentence for a person: what was wrong and what would be right.
[[nodiscard]] std::string_view describe(RejectReason reason);

}  // namespace ballast
