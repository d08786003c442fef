// SPDX-License-Identifier: Apache-2.0
// The rows of the engine's state, each described once: hash, snapshot and views follow from the
// description. Leaves out the accounts (domain/account.hpp) and what can be derived from genesis
// (registry.hpp).
#pragma once
#include <array>
#include <ballast/domain/account.hpp>
#include <ballast/domain/genesis.hpp>
#include <ballast/domain/market_update.hpp>
#include <ballast/domain/order.hpp>
#include <boost/describe.hpp>
#include <map>
#include <vector>

namespace ballast::engine {

/// A token contract: what was attested, and where the claims on it stand. Token units. Containment
/// (wire.md §2): in_accounts + in_clearing + in_flight + unexplained = locked - released, after
/// every command.
struct TokenState
{
    u128 locked{};
    u128 released{};
    i128 recognised{};   ///< deposits recognised so far, less what left
    i128 in_accounts{};  ///< sum over accounts, recognised or not, negative ones too
    i128 in_clearing{};
    i128 in_flight{};    ///< approved to leave, not reported yet
    i128 unexplained{};  ///< <= 0: releases that no order explains
    bool operator==(const TokenState&) const = default;

    /// All claims, which containment wants equal to what was locked and not released.
    [[nodiscard]] i128 claims() const
    {
        return in_accounts + in_clearing + in_flight + unexplained;
    }
    [[nodiscard]] i128 held() const
    {
        return static_cast<i128>(locked) - static_cast<i128>(released);
    }
};
BOOST_DESCRIBE_STRUCT(TokenState, (),
                      (locked, released, recognised, in_accounts, in_clearing, in_flight,
                       unexplained))

/// A chain's hard caps in use. USD e6.
struct ChainState
{
    i128 bucket_used_usd_e6{};  ///< gross recognition, leaking at the bucket's size per day
    std::int64_t bucket_time_ms{};
    i128 line_used_usd_e6{};
    bool operator==(const ChainState&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChainState, (), (bucket_used_usd_e6, bucket_time_ms, line_used_usd_e6))

enum class RouteStatus : std::uint8_t
{
    Green = 0,
    Red = 1,    ///< reported what no order explains: no new risk
    Black = 2,  ///< contradicted itself: nothing from it counts for new credit
};
BOOST_DESCRIBE_ENUM(RouteStatus, Green, Red, Black)

/// How many digests of applied events are kept to tell a repetition from an equivocation.
inline constexpr std::size_t digest_window = 256;

/// A contract as last reported.
struct ContractState
{
    std::uint64_t event_nonce{};  ///< last applied
    std::uint64_t head_block{};
    std::uint64_t head_time_s{};  ///< finalised timestamp of the latest HEAD
    Bytes32 head_digest;
    Bytes32 state_root;  ///< of the latest HEAD, for state proofs
    std::uint32_t signer_set{};
    RouteStatus status{};
    AccountId last_liquidator;     ///< of a venue: who took a position over last (rotation)
    std::vector<Bytes32> digests;  ///< ring by event_nonce % digest_window
    bool operator==(const ContractState&) const = default;
};
BOOST_DESCRIBE_STRUCT(ContractState, (),
                      (event_nonce, head_block, head_time_s, head_digest, state_root, signer_set,
                       status, last_liquidator, digests))

/// An instrument's open interest and its clearing account.
struct InstrumentState
{
    std::int64_t lots_long{};     ///< sum of positive positions
    std::int64_t lots_pending{};  ///< sum of outstanding permits' sizes
    i128 entry_sum{};  ///< sum of entries of all holders; -entry_sum is their unrealised P&L (lots
                       ///< sum to 0)
    std::uint64_t settlements{};  ///< roundings so far: each left less than one USD e6 in clearing
    std::vector<Balance> clearing;  ///< sorted by token
    bool operator==(const InstrumentState&) const = default;
};
BOOST_DESCRIBE_STRUCT(InstrumentState, (),
                      (lots_long, lots_pending, entry_sum, settlements, clearing))

/// An underlying's surface as last taken.
struct SurfaceState
{
    std::uint64_t publish_time_s{};  ///< 0: there was none yet
    std::int64_t index_e8{};         ///< when it was taken: its forwards move with the index
    std::vector<VolatilitySlice> slices;
    bool operator==(const SurfaceState&) const = default;
};
BOOST_DESCRIBE_STRUCT(SurfaceState, (), (publish_time_s, index_e8, slices))

/// A perpetual's mark as last taken, and all funding so far.
struct MarkState
{
    std::int64_t mark_e8{};  ///< 0: there was none, the index is the mark
    std::int64_t funding_e9_per_8h{};
    std::uint64_t time_s{};
    /// Sum of what longs paid for a unit of the underlying, USD e8: positions are booked at prices
    /// less this, so that whoever holds one pays from then on, and lots that sum to zero pay zero.
    std::int64_t funding_e8{};
    bool operator==(const MarkState&) const = default;
};
BOOST_DESCRIBE_STRUCT(MarkState, (), (mark_e8, funding_e9_per_8h, time_s, funding_e8))

/// An expiry of an underlying that instruments are listed for: its time-weighted index.
struct ExpiryState
{
    std::uint32_t underlying{};  ///< row in genesis
    std::int64_t expiry_s{};
    i128 weighted_e8_ms{};      ///< sum of index * time over the window so far
    std::int64_t covered_ms{};  ///< of the window
    std::int64_t until_ms{};    ///< how far it was counted
    std::int64_t index_e8{};    ///< once it is over: what its instruments settle by; 0 before
    bool operator==(const ExpiryState&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExpiryState, (),
                      (underlying, expiry_s, weighted_e8_ms, covered_ms, until_ms, index_e8))

/// A SETTLE between its order and the venue's report.
struct OutstandingSettlement
{
    OrderId order;
    Sequence sequence;  ///< of the command in which it was ordered
    std::uint32_t contract{};
    InstrumentIndex instrument;
    std::int64_t value_e8{};
    std::uint64_t issued_s{};
    std::uint64_t not_before_s{};
    std::uint64_t expiry_s{};
    bool operator==(const OutstandingSettlement&) const = default;
};
BOOST_DESCRIBE_STRUCT(OutstandingSettlement, (),
                      (order, sequence, contract, instrument, value_e8, issued_s, not_before_s,
                       expiry_s))

/// A permit between issue and fill, lapse or void.
struct OutstandingPermit
{
    OrderId order;
    Sequence sequence;  ///< of the command that asked for it: where its evidence is found
    std::uint32_t contract{};
    AccountIndex account;
    AccountIndex maker;
    InstrumentIndex instrument;
    std::int64_t lots{};      ///< the account's sign
    std::int64_t price_e8{};  ///< the quote's
    i128 limit_price_e18{};
    Bytes32 quote_digest;
    std::uint64_t quote_nonce{};
    std::uint64_t issued_s{};
    std::uint64_t not_before_s{};
    std::uint64_t expiry_s{};
    std::uint64_t account_epoch{};
    std::uint64_t maker_epoch{};
    std::uint8_t flags{};
    bool operator==(const OutstandingPermit&) const = default;
};
BOOST_DESCRIBE_STRUCT(OutstandingPermit, (),
                      (order, sequence, contract, account, maker, instrument, lots, price_e8,
                       limit_price_e18, quote_digest, quote_nonce, issued_s, not_before_s, expiry_s,
                       account_epoch, maker_epoch, flags))

/// A RELEASE between approval and report, lapse or void: a withdrawal, or a liquidation's claim.
struct OutstandingRelease
{
    OrderId order;
    Sequence sequence;  ///< of the command that asked for it: where its evidence is found
    std::uint32_t contract{};
    AccountIndex account;
    TokenIndex token;
    u128 amount{};
    u128 unrecognised{};  ///< the part of it that never counted
    Address recipient;
    std::uint64_t issued_s{};
    std::uint64_t not_before_s{};
    std::uint64_t expiry_s{};
    OrderId cancel;               ///< of a withdrawal: the CANCEL that was ordered; 0: none
    std::uint64_t cancelled_s{};  ///< when
    Sequence cancel_sequence;     ///< of the command in which
    LiquidationId liquidation;    ///< 0: a withdrawal
    AccountIndex buyer;           ///< of a claim: who paid for it
    i128 line_usd_e6{};           ///< of a claim: what the buyer put on the line of its chain
    bool operator==(const OutstandingRelease&) const = default;

    [[nodiscard]] bool is_claim() const { return liquidation.value != 0; }
};
BOOST_DESCRIBE_STRUCT(OutstandingRelease, (),
                      (order, sequence, contract, account, token, amount, unrecognised, recipient,
                       issued_s, not_before_s, expiry_s, cancel, cancelled_s, cancel_sequence,
                       liquidation, buyer, line_usd_e6))

/// A TRANSFER between its order and the venue's report, lapse or void.
struct OutstandingTransfer
{
    OrderId order;
    Sequence sequence;  ///< of the command in which it was ordered
    LiquidationId liquidation;
    std::uint32_t contract{};
    AccountIndex account;
    AccountIndex to;
    InstrumentIndex instrument;
    std::int64_t lots{};      ///< the account's sign
    std::int64_t price_e8{};  ///< at which it changes hands
    std::uint64_t account_epoch{};
    std::uint64_t issued_s{};
    std::uint64_t not_before_s{};
    std::uint64_t expiry_s{};
    bool operator==(const OutstandingTransfer&) const = default;
};
BOOST_DESCRIBE_STRUCT(OutstandingTransfer, (),
                      (order, sequence, liquidation, contract, account, to, instrument, lots,
                       price_e8, account_epoch, issued_s, not_before_s, expiry_s))

/// Collateral that a liquidation claimed: what slippage is measured on.
struct ClaimedValue
{
    TokenIndex token;
    u128 amount{};
    i128 value_usd_e6{};  ///< at the trigger
    bool operator==(const ClaimedValue&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClaimedValue, (), (token, amount, value_usd_e6))

/// A liquidation whose legs have not all ended.
struct Liquidation
{
    LiquidationId id;
    AccountIndex account;
    Sequence sequence;  ///< of the command in which it was triggered
    std::int64_t instant_ms{};
    std::uint32_t legs{};  ///< transfers and claims that have not ended
    i128 proceeds_usd_e6{};
    i128 fund_usd_e6{};  ///< what the insurance fund will have to pay in the end
    std::vector<ClaimedValue> claimed;
    bool operator==(const Liquidation&) const = default;
};
BOOST_DESCRIBE_STRUCT(Liquidation, (),
                      (id, account, sequence, instant_ms, legs, proceeds_usd_e6, fund_usd_e6,
                       claimed))

/// An account that the margin check keeps an eye on; others have no row.
struct Watch
{
    bool called{};              ///< E_IM < IM was said
    std::int64_t below_ms{};    ///< the first instant with E_MM < MM; 0: it is not below
    std::int64_t retry_ms{};    ///< of one that nobody could take over: when it is looked at again
    std::uint32_t transfers{};  ///< outstanding TRANSFERs of its positions
    bool operator==(const Watch&) const = default;

    [[nodiscard]] bool is_idle() const { return !called && below_ms == 0 && transfers == 0; }
};
BOOST_DESCRIBE_STRUCT(Watch, (), (called, below_ms, retry_ms, transfers))

/// A request's nonce, unique per signer until the request's deadline.
struct SignerNonce
{
    Bytes20 signer;
    std::uint64_t nonce{};
    auto operator<=>(const SignerNonce&) const = default;
};
BOOST_DESCRIBE_STRUCT(SignerNonce, (), (signer, nonce))

/// How much of a quote is taken (reserved or filled), in lots.
struct QuoteUse
{
    SignerNonce key;
    Bytes32 digest;
    std::int64_t lots_used{};
    bool operator==(const QuoteUse&) const = default;
};
BOOST_DESCRIBE_STRUCT(QuoteUse, (), (key, digest, lots_used))

/// Units of an account that do not count and go back to this depositor alone; they sum to
/// Balance::unrecognised.
struct UnrecognisedClaim
{
    AccountIndex account;
    TokenIndex token;
    Address depositor;
    auto operator<=>(const UnrecognisedClaim&) const = default;
};
BOOST_DESCRIBE_STRUCT(UnrecognisedClaim, (), (account, token, depositor))

/// Deposits of a token that the deployment does not list: booked, valued at nothing.
struct UnlistedToken
{
    ChainId chain;
    Address token;
    AccountId account;
    auto operator<=>(const UnlistedToken&) const = default;
};
BOOST_DESCRIBE_STRUCT(UnlistedToken, (), (chain, token, account))

/// The numbers that belong to no table.
struct Counters
{
    Sequence sequence;
    std::int64_t time_ms{};
    std::uint64_t next_order{1};
    i128 debt_usd_e6{};               ///< sum of the accounts' debts as last booked
    std::int64_t settled_interval{};  ///< index of the last settlement interval
    std::uint64_t next_liquidation{1};
    std::int64_t check_from_ms{};  ///< no margin check before this instant: the hub was out
    bool operator==(const Counters&) const = default;
};
BOOST_DESCRIBE_STRUCT(Counters, (),
                      (sequence, time_ms, next_order, debt_usd_e6, settled_interval,
                       next_liquidation, check_from_ms))

}  // namespace ballast::engine
