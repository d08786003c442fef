// SPDX-License-Identifier: Apache-2.0
// What an account owns and owes. Leaves out what it is worth (risk).
#pragma once
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/container/small_vector.hpp>
#include <boost/describe.hpp>
#include <vector>

namespace ballast {

/// A claim on one token contract of one chain, in the token's own units.
struct Balance
{
    TokenIndex token;
    i128 amount{};        ///< recognised; negative is a debt
    i128 unrecognised{};  ///< >= 0; value zero, only goes back to its depositor
    bool operator==(const Balance&) const = default;
};
BOOST_DESCRIBE_STRUCT(Balance, (), (token, amount, unrecognised))

/// A holding in one linear instrument. A short has negative lots. `entry` = sum of lots * price_e8
/// when taken.
struct Position
{
    InstrumentIndex instrument;
    std::int64_t lots{};
    i128 entry{};
    bool operator==(const Position&) const = default;
};
BOOST_DESCRIBE_STRUCT(Position, (), (instrument, lots, entry))

/// What an outstanding permit would do to the account: it counts at its worst until fill or lapse.
struct PendingFill
{
    OrderId order;
    InstrumentIndex instrument;
    std::int64_t lots{};      ///< this account's sign
    std::int64_t price_e8{};  ///< the quote's price, at which it fills
    bool operator==(const PendingFill&) const = default;
};
BOOST_DESCRIBE_STRUCT(PendingFill, (), (order, instrument, lots, price_e8))

/// Permits execute only at equal epochs; a TRANSFER raises it (wire.md §2).
struct VenueEpoch
{
    std::uint32_t contract{};
    std::uint64_t epoch{};
    bool operator==(const VenueEpoch&) const = default;
};
BOOST_DESCRIBE_STRUCT(VenueEpoch, (), (contract, epoch))

/// A part of the account's debt, charged to the line of a chain whose collateral backs it.
struct LineCharge
{
    std::uint32_t chain{};
    i128 usd_e6{};
    bool operator==(const LineCharge&) const = default;
};
BOOST_DESCRIBE_STRUCT(LineCharge, (), (chain, usd_e6))

/// Rows of which the first N stand in the account itself: what most accounts have is one load away.
template <class T, std::size_t N>
using Rows = boost::container::small_vector<T, N>;

/// One account; rows are sorted by their first field. What most commands look at stands in front.
struct alignas(64) Account
{
    AccountId id;
    Rows<Balance, 2> balances;
    std::vector<LineCharge> line_charges;
    std::vector<VenueEpoch> epochs;
    Rows<Position, 1> positions;
    Rows<PendingFill, 1> pending;
    std::vector<OrderId> releases;  ///< withdrawals under way
    bool operator==(const Account&) const = default;

    /// Bytes of the front that a deposit needs.
    static constexpr std::size_t deposit_part = 3 * 64;
};
BOOST_DESCRIBE_STRUCT(Account, (),
                      (id, balances, positions, pending, epochs, line_charges, releases))

}  // namespace ballast
