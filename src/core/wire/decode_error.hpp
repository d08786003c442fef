// SPDX-License-Identifier: Apache-2.0
// What can be wrong with bytes, by name: one enum for every decoder of this module.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <string_view>

namespace ballast::wire {

enum class DecodeError : std::uint8_t
{
    // any format
    Truncated,       ///< fewer bytes than the format needs
    TrailingBytes,   ///< more bytes than the format takes
    TooLong,         ///< above the size bound of limits.hpp
    TooMany,         ///< a count above its bound
    TooDeep,         ///< nesting above its bound
    BadMagic,        ///< not the four bytes that the format starts with
    BadVersion,      ///< a version that is not spoken here
    NotCanonical,    ///< a second way to write the same value
    ZeroField,       ///< an id, hash, key, address or counter that is zero
    AmountTooLarge,  ///< a token amount of 2^112 units or more
    NumberTooLarge,  ///< a number that does not fit its field here (i128 for quantities and prices)
    BadEnum,         ///< a choice that does not exist
                     // envelope
    BadRecoveryId,   ///< a recovery id that is not 0 or 1 (or v that is not 27 or 28)
    NonceNotZero,    ///< an envelope of the deployment with a nonce
    NotFinal,        ///< a consistency that the type does not allow
                     // payloads of the deployment
    UnknownType,     ///< a type number without meaning
    UnsupportedType,  ///< a type number that is reserved
    WrongHalf,        ///< an order where an observation belongs, or the reverse
    BadEmitter,       ///< the emitter is not the one that the payload implies
    BadSequence,      ///< the sequence is not the one that the payload implies
    BadTimestamp,     ///< the envelope's time is not the payload's
    BadInstrument,    ///< an instrument name that is not canonical
    BadFlags,         ///< a flag bit without meaning
                      // set upgrades
    BadModule,        ///< neither "Core" nor "BallastCore"
    BadAction,        ///< an action other than a set upgrade
    DuplicateKey,     ///< a key twice in one set
                      // volatility and marks
    EmptyList,        ///< a list that needs an item and has none
    NotAscending,     ///< items that are unsorted or repeated
    OutOfRange,       ///< a number that its field's meaning excludes
};
BOOST_DESCRIBE_ENUM(DecodeError, Truncated, TrailingBytes, TooLong, TooMany, TooDeep, BadMagic,
                    BadVersion, NotCanonical, ZeroField, AmountTooLarge, NumberTooLarge, BadEnum,
                    BadRecoveryId, NonceNotZero, NotFinal, UnknownType, UnsupportedType, WrongHalf,
                    BadEmitter, BadSequence, BadTimestamp, BadInstrument, BadFlags, BadModule,
                    BadAction, DuplicateKey, EmptyList, NotAscending, OutOfRange)
/// A sentence for a person, e.g. "more bytes than the format takes".
[[nodiscard]] std::string_view describe(DecodeError error);
/// The enumerator's name, e.g. "TrailingBytes": for logs, API codes and tests.
[[nodiscard]] std::string_view name_of(DecodeError error);

}  // namespace ballast::wire
