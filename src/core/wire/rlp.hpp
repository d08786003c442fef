// SPDX-License-Identifier: Apache-2.0
// Recursive length prefix, the one canonical form (Ethereum's yellow paper, appendix B):
// transactions now, headers and trie nodes with state proofs. Format: docs/formats/rlp.md.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/numeric/int128.hpp>
#include <ballast/wire/decode_error.hpp>
#include <vector>

namespace ballast::wire::rlp {

/// A byte string, or a list of items.
struct Item
{
    bool is_list{};
    Bytes bytes;              ///< empty for a list
    std::vector<Item> items;  ///< empty for a byte string
    bool operator==(const Item&) const = default;
};

/// A byte string.
[[nodiscard]] Item bytes(BytesView value);
/// An unsigned integer: big-endian without leading zeros, so that 0 is the empty string.
[[nodiscard]] Item integer(u128 value);
/// The same for a number of 256 bits.
[[nodiscard]] Item integer(const Bytes32& value);
[[nodiscard]] Item list(std::vector<Item> items);

/// Exactly one item. Truncated, TrailingBytes, NotCanonical, TooDeep, TooLong, TooMany.
[[nodiscard]] Result<Item, DecodeError> parse(BytesView encoded);
[[nodiscard]] Bytes encode(const Item& item);
/// The number in a byte string. NotCanonical for a leading zero, NumberTooLarge, BadEnum for a
/// list.
[[nodiscard]] Result<u128, DecodeError> parse_integer(const Item& item);

}  // namespace ballast::wire::rlp
