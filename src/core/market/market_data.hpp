// SPDX-License-Identifier: Apache-2.0
// What is known of one underlying at one moment: index, marks, forwards, volatilities. Integers as
// they came in commands. Leaves out the feeds' own prices (feed_price.hpp) and what is made of all
// this (pricing.hpp).
#pragma once
#include <ballast/domain/instrument_terms.hpp>
#include <ballast/market/svi.hpp>
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <vector>

namespace ballast::market {

/// One expiry of an underlying. The years of a rate have 365 days.
struct ExpiryData
{
    std::int64_t expiry_s{};
    std::int64_t forward_e8{};  ///< USD; 0: not known
    std::int64_t rate_e9{};     ///< discount = exp(-rate * years to expiry)
    std::optional<SviSlice> slice;
    /// The moment whose time to expiry the slice's variance covers; 0: now.
    std::int64_t slice_time_ms{};
    bool operator==(const ExpiryData&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExpiryData, (), (expiry_s, forward_e8, rate_e9, slice, slice_time_ms))

/// What is known of one instrument itself. 0: not known.
struct InstrumentData
{
    std::int64_t mark_e8{};  ///< of a perpetual, USD; without it, the index
    /// Of an option, a year; it then goes before the slice.
    std::int64_t volatility_e9{};
    bool operator==(const InstrumentData&) const = default;
};
BOOST_DESCRIBE_STRUCT(InstrumentData, (), (mark_e8, volatility_e9))

struct UnderlyingData
{
    std::int64_t index_e8{};           ///< USD; 0: not known
    std::vector<ExpiryData> expiries;  ///< ascending by expiry
    /// By the instrument's place among those of the underlying; those past its end have none.
    std::vector<InstrumentData> instruments;
    bool operator==(const UnderlyingData&) const = default;
};
BOOST_DESCRIBE_STRUCT(UnderlyingData, (), (index_e8, expiries, instruments))

/// An instrument of the underlying as it is listed.
struct ListedInstrument
{
    InstrumentTerms terms;
    u128 lot_e18{};  ///< units of the underlying in a lot, 18 decimals; above 0
    bool operator==(const ListedInstrument&) const = default;
};
BOOST_DESCRIBE_STRUCT(ListedInstrument, (), (terms, lot_e18))

}  // namespace ballast::market
