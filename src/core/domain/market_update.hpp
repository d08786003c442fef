// SPDX-License-Identifier: Apache-2.0
// What a price source publishes beside prices (wire.md §3): volatility by expiry, marks and funding
// by instrument. Leaves out the bytes (wire/volatility_update.hpp, wire/mark_update.hpp) and
// whether a surface can be arbitraged (market).
#pragma once
#include <ballast/domain/ids.hpp>
#include <boost/describe.hpp>
#include <vector>

namespace ballast {

/// One expiry of a surface. With k = log(strike / forward), volatility squared times years is
/// a + b * (rho*(k - m) + sqrt((k - m)^2 + sigma^2)): raw SVI, Gatheral and Jacquier (2014).
struct VolatilitySlice
{
    std::uint64_t expiry_s{};
    std::int64_t a_e9{};
    std::int64_t b_e9{};    ///< at least 0
    std::int64_t rho_e9{};  ///< above -1, below 1
    std::int64_t m_e9{};
    std::int64_t sigma_e9{};    ///< above 0
    std::int64_t forward_e8{};  ///< USD, above 0
    std::int64_t rate_e9{};     ///< a year, continuously; may be negative
    bool operator==(const VolatilitySlice&) const = default;
};
BOOST_DESCRIBE_STRUCT(VolatilitySlice, (),
                      (expiry_s, a_e9, b_e9, rho_e9, m_e9, sigma_e9, forward_e8, rate_e9))

/// The whole surface of an underlying as it was at `publish_time_s`; what an update leaves out is
/// not known any more.
struct VolatilityUpdate
{
    Bytes32 underlying;  ///< the id of the feed that is its index
    std::uint64_t publish_time_s{};
    std::vector<VolatilitySlice> slices;  ///< at least one, strictly ascending by expiry
    bool operator==(const VolatilityUpdate&) const = default;
};
BOOST_DESCRIBE_STRUCT(VolatilityUpdate, (), (underlying, publish_time_s, slices))

/// The mark price of one instrument, and what a long position pays for it.
struct InstrumentMark
{
    InstrumentName instrument;
    std::int64_t mark_e8{};            ///< USD, above 0
    std::int64_t funding_e9_per_8h{};  ///< part of notional, longs to shorts; may be negative
    std::uint64_t time_s{};
    bool operator==(const InstrumentMark&) const = default;
};
BOOST_DESCRIBE_STRUCT(InstrumentMark, (), (instrument, mark_e8, funding_e9_per_8h, time_s))

/// Marks of some instruments, each with its own time.
struct MarkUpdate
{
    std::vector<InstrumentMark> marks;  ///< at least one, strictly ascending by instrument
    bool operator==(const MarkUpdate&) const = default;
};
BOOST_DESCRIBE_STRUCT(MarkUpdate, (), (marks))

}  // namespace ballast
