// SPDX-License-Identifier: Apache-2.0
// Words for decode errors.
#include "decode_error.hpp"

namespace ballast::wire {

std::string_view describe(DecodeError error)
{
    switch (error)
    {
        case DecodeError::Truncated:
            return "fewer bytes than the format needs";
        case DecodeError::TrailingBytes:
            return "more bytes than the format takes";
        case DecodeError::TooLong:
            return "longer than the bound on its size";
        case DecodeError::TooMany:
            return "a count above its bound";
        case DecodeError::TooDeep:
            return "nested deeper than the bound";
        case DecodeError::BadMagic:
            return "does not start with the format's magic bytes";
        case DecodeError::BadVersion:
            return "a version that is not spoken here";
        case DecodeError::NotCanonical:
            return "a second way to write the same value";
        case DecodeError::ZeroField:
            return "an id, hash, key, address or counter is zero";
        case DecodeError::AmountTooLarge:
            return "a token amount of 2^112 units or more";
        case DecodeError::NumberTooLarge:
            return "a number that does not fit its field";
        case DecodeError::BadEnum:
            return "a choice that does not exist";
        case DecodeError::BadRecoveryId:
            return "a recovery id that does not exist";
        case DecodeError::NonceNotZero:
            return "the envelope's nonce is not 0";
        case DecodeError::NotFinal:
            return "a consistency that the message's type does not allow";
        case DecodeError::UnknownType:
            return "a type number without meaning";
        case DecodeError::UnsupportedType:
            return "a type number that is reserved";
        case DecodeError::WrongHalf:
            return "an order where an observation belongs, or an observation where an order does";
        case DecodeError::BadEmitter:
            return "the emitter is not the one that the payload implies";
        case DecodeError::BadSequence:
            return "the sequence is not the one that the payload implies";
        case DecodeError::BadTimestamp:
            return "the envelope's time is not the payload's";
        case DecodeError::BadInstrument:
            return "an instrument name that is not canonical";
        case DecodeError::BadFlags:
            return "a flag bit without meaning";
        case DecodeError::BadModule:
            return "neither a \"Core\" nor a \"BallastCore\" upgrade";
        case DecodeError::BadAction:
            return "an action other than a set upgrade";
        case DecodeError::DuplicateKey:
            return "a key that stands twice in one set";
        case DecodeError::EmptyList:
            return "a list that needs an item and has none";
        case DecodeError::NotAscending:
            return "items that are unsorted or repeated";
        case DecodeError::OutOfRange:
            return "a number that its field's meaning excludes";
    }
    return "unknown";
}

std::string_view name_of(DecodeError error)
{
    return boost::describe::enum_to_string(error, "unknown");
}

}  // namespace ballast::wire
