// SPDX-License-Identifier: Apache-2.0
// Solidity's ABI: heads with words and offsets, tails behind them.
#include "abi.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/crypto/keccak256.hpp>

namespace ballast::wire::abi {
namespace {
constexpr std::size_t word_size = 32;

constexpr std::size_t padded(std::size_t size)
{
    return (size + word_size - 1) / word_size * word_size;
}

void append_value(Bytes& out, const Value& value);

/// Size of what stands in the head: an offset, or the value itself.
std::size_t head_size(const Value& value)
{
    if (value.is_dynamic() || value.kind == Value::Kind::Word) return word_size;
    std::size_t size = 0;
    for (const Value& item : value.items) size += head_size(item);
    return size;
}

/// Heads, then tails; offsets count from the first head.
void append_sequence(Bytes& out, std::span<const Value> values)
{
    std::size_t offset = 0;
    for (const Value& value : values) offset += head_size(value);
    Bytes tails;
    for (const Value& value : values)
    {
        if (value.is_dynamic())
        {
            append(out, to_word(offset + tails.size()).view());
            append_value(tails, value);
        }
        else
            append_value(out, value);
    }
    append(out, tails);
}

void append_value(Bytes& out, const Value& value)
{
    switch (value.kind)
    {
        case Value::Kind::Word:
            append(out, value.bytes);
            return;
        case Value::Kind::Bytes:
            append(out, to_word(value.bytes.size()).view());
            append(out, value.bytes);
            out.resize(out.size() + padded(value.bytes.size()) - value.bytes.size());
            return;
        case Value::Kind::Array:
            append(out, to_word(value.items.size()).view());
            append_sequence(out, value.items);
            return;
        case Value::Kind::Tuple:
            append_sequence(out, value.items);
            return;
    }
}
}  // namespace

bool Value::is_dynamic() const
{
    if (kind == Kind::Tuple)
        return std::any_of(items.begin(), items.end(),
                           [](const Value& item) { return item.is_dynamic(); });
    return kind != Kind::Word;
}

Value word(const Bytes32& value)
{
    return {.kind = Value::Kind::Word,
            .bytes = Bytes(value.bytes.begin(), value.bytes.end()),
            .items = {}};
}
Value number(u128 value) { return word(to_word(value)); }
Value signed_number(i128 value) { return word(to_signed_word(value)); }
Value address(const Bytes20& value) { return word(Address::from_evm(value).value); }
Value boolean(bool value) { return number(value ? 1 : 0); }
Value bytes(BytesView value)
{
    return {.kind = Value::Kind::Bytes, .bytes = Bytes(value.begin(), value.end()), .items = {}};
}
Value text(std::string_view value) { return bytes(as_bytes(value)); }
Value array(std::vector<Value> items)
{
    return {.kind = Value::Kind::Array, .bytes = {}, .items = std::move(items)};
}
Value tuple(std::vector<Value> items)
{
    return {.kind = Value::Kind::Tuple, .bytes = {}, .items = std::move(items)};
}

Bytes encode(std::span<const Value> arguments)
{
    Bytes out;
    append_sequence(out, arguments);
    return out;
}

Bytes encode_call(std::string_view signature, std::span<const Value> arguments)
{
    const FixedBytes<4> first = selector(signature);
    Bytes out{first.bytes.begin(), first.bytes.end()};
    append_sequence(out, arguments);
    return out;
}

Bytes encode_creation(BytesView code, std::span<const Value> arguments)
{
    Bytes out{code.begin(), code.end()};
    append(out, encode(arguments));
    return out;
}

FixedBytes<4> selector(std::string_view signature)
{
    const Bytes32 hash = event_topic(signature);
    return FixedBytes<4>::from(std::span<const std::uint8_t, 4>{hash.bytes.data(), 4});
}

Bytes32 event_topic(std::string_view signature) { return crypto::keccak256(as_bytes(signature)); }

Bytes32 to_word(u128 value)
{
    Bytes32 out;
    for (std::size_t i = 0; i < sizeof(u128); ++i)
        out.bytes[word_size - 1 - i] = static_cast<std::uint8_t>(value >> (8 * i));
    return out;
}

Bytes32 to_signed_word(i128 value)
{
    Bytes32 out = to_word(static_cast<u128>(value));
    if (value < 0) std::fill_n(out.bytes.begin(), sizeof(u128), std::uint8_t{0xff});
    return out;
}

Result<u128, DecodeError> to_number(const Bytes32& value)
{
    const auto* const low = value.bytes.data() + sizeof(u128);
    if (std::any_of(value.bytes.data(), low, [](std::uint8_t b) { return b != 0; }))
        return fail(DecodeError::NumberTooLarge);
    return (static_cast<u128>(read_big_endian<std::uint64_t>(low)) << 64U) |
           read_big_endian<std::uint64_t>(low + 8);
}

Result<i128, DecodeError> to_signed_number(const Bytes32& value)
{
    const auto* const low = value.bytes.data() + sizeof(u128);
    const std::uint8_t sign = (low[0] & 0x80U) != 0 ? 0xff : 0;
    if (std::any_of(value.bytes.data(), low, [sign](std::uint8_t b) { return b != sign; }))
        return fail(DecodeError::NumberTooLarge);
    return static_cast<i128>((static_cast<u128>(read_big_endian<std::uint64_t>(low)) << 64U) |
                             read_big_endian<std::uint64_t>(low + 8));
}

Result<Bytes32, DecodeError> Reader::word(std::size_t index) const
{
    if (index >= data_.size() / word_size) return fail(DecodeError::Truncated);
    return Bytes32::from(
        std::span<const std::uint8_t, word_size>{data_.data() + index * word_size, word_size});
}

Result<u128, DecodeError> Reader::number(std::size_t index) const
{
    BALLAST_TRY(const Bytes32 value, word(index));
    return to_number(value);
}

Result<std::uint64_t, DecodeError> Reader::u64(std::size_t index) const
{
    BALLAST_TRY(const u128 value, number(index));
    if ((value >> 64U) != 0) return fail(DecodeError::NumberTooLarge);
    return static_cast<std::uint64_t>(value);
}

Result<i128, DecodeError> Reader::signed_number(std::size_t index) const
{
    BALLAST_TRY(const Bytes32 value, word(index));
    return to_signed_number(value);
}

Result<Bytes20, DecodeError> Reader::address(std::size_t index) const
{
    BALLAST_TRY(const Bytes32 value, word(index));
    const Address out{value};
    if (!out.is_zero() && !out.is_evm()) return fail(DecodeError::NotCanonical);
    return out.evm();
}

Result<bool, DecodeError> Reader::boolean(std::size_t index) const
{
    BALLAST_TRY(const u128 value, number(index));
    if (value > 1) return fail(DecodeError::BadEnum);
    return value == 1;
}

Result<Reader::Tail, DecodeError> Reader::tail(std::size_t index) const
{
    BALLAST_TRY(const std::uint64_t offset, u64(index));
    if (offset % word_size != 0) return fail(DecodeError::NotCanonical);
    BALLAST_TRY(const std::uint64_t count, u64(offset / word_size));
    return Tail{static_cast<std::size_t>(offset) + word_size, static_cast<std::size_t>(count)};
}

Result<BytesView, DecodeError> Reader::bytes(std::size_t index) const
{
    BALLAST_TRY(const Tail at, tail(index));
    const BytesView left = data_.subspan(at.begin);
    if (at.count > left.size() || padded(at.count) > left.size())
        return fail(DecodeError::Truncated);
    const BytesView padding = left.subspan(at.count, padded(at.count) - at.count);
    if (std::any_of(padding.begin(), padding.end(), [](std::uint8_t b) { return b != 0; }))
        return fail(DecodeError::NotCanonical);
    return left.first(at.count);
}

Result<std::vector<Bytes32>, DecodeError> Reader::words(std::size_t index) const
{
    BALLAST_TRY(const Tail at, tail(index));
    const BytesView left = data_.subspan(at.begin);
    if (at.count > left.size() / word_size) return fail(DecodeError::Truncated);
    std::vector<Bytes32> out;
    out.reserve(at.count);
    for (std::size_t i = 0; i < at.count; ++i)
        out.push_back(Bytes32::from(
            std::span<const std::uint8_t, word_size>{left.data() + i * word_size, word_size}));
    return out;
}

}  // namespace ballast::wire::abi
