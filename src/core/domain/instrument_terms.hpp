// SPDX-License-Identifier: Apache-2.0
// What an instrument's name says of it: kind, expiry, strike, side. Leaves out its lot, its venue
// and its feed (genesis.hpp), and how it is priced (market/).
#pragma once
#include <ballast/domain/ids.hpp>
#include <boost/describe.hpp>
#include <cstdint>
#include <string>

namespace ballast {

enum class InstrumentKind : std::uint8_t
{
    Perpetual = 0,
    Future = 1,
    Option = 2,  ///< European, settled in cash
};
BOOST_DESCRIBE_ENUM(InstrumentKind, Perpetual, Future, Option)

/// What a holder is promised, apart from the size of a lot.
struct InstrumentTerms
{
    std::string underlying;  ///< letters A-Z and digits
    InstrumentKind kind{};
    std::int64_t expiry_s{};   ///< UTC, to the second; 0 for a perpetual
    std::int64_t strike_e8{};  ///< USD, above 0 for an option; 0 for the others
    bool call{};               ///< false for a put and for what is no option
    bool operator==(const InstrumentTerms&) const = default;
};
BOOST_DESCRIBE_STRUCT(InstrumentTerms, (), (underlying, kind, expiry_s, strike_e8, call))

/// Which part of a name, or of the terms that should make one, is not as it has to be.
enum class TermsError : std::uint8_t
{
    Shape = 1,       ///< the parts are not UNDERLYING-PERP, -EXPIRY or -EXPIRY-STRIKE-SIDE
    Underlying = 2,  ///< empty, or a character that is neither a letter nor a digit
    Expiry = 3,      ///< no moment of 2000 to 2099 in the form 5MAR27 or 5MAR27T134500
    Strike = 4,      ///< not above 0, not in its shortest form, finer than e8, or out of range
    Side = 5,        ///< neither C nor P
    TooLong = 6,     ///< the name would not fit 32 characters
};
BOOST_DESCRIBE_ENUM(TermsError, Shape, Underlying, Expiry, Strike, Side, TooLong)

/// The terms of a name such as ETH-PERP, ETH-26MAR27 or ETH-26MAR27-4000.5-C: days without a
/// leading zero, years of two digits (20xx), strikes in USD in their shortest decimal form. A day
/// stands for 08:00 UTC; any other time of it is said as THHMMSS, ETH-26MAR27T134500. Every set of
/// terms has one name only.
[[nodiscard]] Result<InstrumentTerms, TermsError> parse_terms(const InstrumentName& name);
/// The inverse: parse_terms(*name_of(terms)) == terms.
[[nodiscard]] Result<InstrumentName, TermsError> name_of(const InstrumentTerms& terms);

}  // namespace ballast
