// SPDX-License-Identifier: Apache-2.0
// Contract call data (Solidity's ABI): values to bytes, and a reader for results and event data.
// Covers words, bytes, string, arrays and tuples; leaves out fixed-size arrays and packed encoding.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <ballast/wire/decode_error.hpp>
#include <string_view>
#include <vector>

namespace ballast::wire::abi {

/// One argument. Made by the functions below.
struct Value
{
    enum class Kind : std::uint8_t
    {
        Word,   ///< one static word of 32 bytes
        Bytes,  ///< bytes or string
        Array,  ///< T[]
        Tuple,  ///< a struct
    };
    Kind kind{};
    Bytes bytes;               ///< Word and Bytes
    std::vector<Value> items;  ///< Array and Tuple

    /// True when it stands behind an offset.
    [[nodiscard]] bool is_dynamic() const;
};

/// bytes32, and whatever is one word already.
[[nodiscard]] Value word(const Bytes32& value);
/// uint8 to uint256, as far as u128 goes.
[[nodiscard]] Value number(u128 value);
/// int8 to int256, as far as i128 goes.
[[nodiscard]] Value signed_number(i128 value);
[[nodiscard]] Value address(const Bytes20& value);
[[nodiscard]] Value boolean(bool value);
/// bytes.
[[nodiscard]] Value bytes(BytesView value);
/// string.
[[nodiscard]] Value text(std::string_view value);
/// T[].
[[nodiscard]] Value array(std::vector<Value> items);
/// A struct.
[[nodiscard]] Value tuple(std::vector<Value> items);

/// abi.encode(arguments...).
[[nodiscard]] Bytes encode(std::span<const Value> arguments);
/// Selector of `signature`, e.g. "submitOrder(bytes)", and the encoded arguments.
[[nodiscard]] Bytes encode_call(std::string_view signature, std::span<const Value> arguments);
/// A constructor's arguments behind its creation code.
[[nodiscard]] Bytes encode_creation(BytesView code, std::span<const Value> arguments);
/// First four bytes of keccak256(signature).
[[nodiscard]] FixedBytes<4> selector(std::string_view signature);
/// keccak256(signature): the first topic of an event.
[[nodiscard]] Bytes32 event_topic(std::string_view signature);

/// One word of a number, two's complement for negative ones.
[[nodiscard]] Bytes32 to_word(u128 value);
[[nodiscard]] Bytes32 to_signed_word(i128 value);
/// The number in a word, or NumberTooLarge.
[[nodiscard]] Result<u128, DecodeError> to_number(const Bytes32& word);
[[nodiscard]] Result<i128, DecodeError> to_signed_number(const Bytes32& word);

/// Reads encoded values by their position in the head; refuses what lies outside, or is not
/// canonical.
class Reader
{
public:
    /// `data` is what abi.encode gave: heads first, offsets counted from its start.
    explicit Reader(BytesView data) : data_{data} {}

    [[nodiscard]] Result<Bytes32, DecodeError> word(std::size_t index) const;
    [[nodiscard]] Result<u128, DecodeError> number(std::size_t index) const;
    [[nodiscard]] Result<std::uint64_t, DecodeError> u64(std::size_t index) const;
    [[nodiscard]] Result<i128, DecodeError> signed_number(std::size_t index) const;
    [[nodiscard]] Result<Bytes20, DecodeError> address(std::size_t index) const;
    [[nodiscard]] Result<bool, DecodeError> boolean(std::size_t index) const;
    /// The bytes or string whose offset stands at `index`; the padding must be zero.
    [[nodiscard]] Result<BytesView, DecodeError> bytes(std::size_t index) const;
    /// The array of static words whose offset stands at `index`.
    [[nodiscard]] Result<std::vector<Bytes32>, DecodeError> words(std::size_t index) const;

private:
    /// Position and count of the dynamic value whose offset stands at `index`.
    struct Tail
    {
        std::size_t begin{};
        std::size_t count{};
    };
    [[nodiscard]] Result<Tail, DecodeError> tail(std::size_t index) const;
    BytesView data_;
};

}  // namespace ballast::wire::abi
