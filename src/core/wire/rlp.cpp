// SPDX-License-Identifier: Apache-2.0
// RLP: the canonical form only, both ways.
#include "rlp.hpp"

#include <ballast/base/limits.hpp>
#include <ballast/wire/reader.hpp>

namespace ballast::wire::rlp {
namespace {
// First bytes of the forms; a byte below `short_string` is itself.
constexpr std::uint8_t short_string = 0x80;
constexpr std::uint8_t long_string = 0xb8;
constexpr std::uint8_t short_list = 0xc0;
constexpr std::uint8_t long_list = 0xf8;
constexpr std::size_t short_size_max = 55;

struct Parser
{
    std::size_t items_left = limits::rlp_items;

    Result<Item, DecodeError> item(Reader& in, std::size_t depth)
    {
        if (items_left == 0) return fail(DecodeError::TooMany);
        --items_left;
        BALLAST_TRY(const auto first, in.number<std::uint8_t>());
        if (first < short_string) return bytes(BytesView{&first, 1});
        if (first < short_list) return string(in, first);
        return this->list(in, first, depth);
    }

    static Result<Item, DecodeError> string(Reader& in, std::uint8_t first)
    {
        BALLAST_TRY(const std::size_t size, length(in, first, short_string, long_string));
        BALLAST_TRY(const BytesView value, in.take(size));
        if (size == 1 && value[0] < short_string) return fail(DecodeError::NotCanonical);
        return bytes(value);
    }

    Result<Item, DecodeError> list(Reader& in, std::uint8_t first, std::size_t depth)
    {
        if (depth == limits::rlp_depth) return fail(DecodeError::TooDeep);
        BALLAST_TRY(const std::size_t size, length(in, first, short_list, long_list));
        BALLAST_TRY(const BytesView content, in.take(size));
        Item out{.is_list = true, .bytes = {}, .items = {}};
        Reader inside{content};
        while (!inside.left.empty())
        {
            BALLAST_TRY(auto child, item(inside, depth + 1));
            out.items.push_back(std::move(child));
        }
        return out;
    }

    /// The size that a first byte, and the bytes behind it in the long form, state.
    static Result<std::size_t, DecodeError> length(Reader& in, std::uint8_t first,
                                                   std::uint8_t short_form, std::uint8_t long_form)
    {
        if (first < long_form) return static_cast<std::size_t>(first - short_form);
        BALLAST_TRY(const BytesView digits,
                    in.take(static_cast<std::size_t>(first - long_form) + 1));
        if (digits[0] == 0) return fail(DecodeError::NotCanonical);
        std::uint64_t size = 0;
        for (const std::uint8_t digit : digits) size = (size << 8U) | digit;
        if (size <= short_size_max) return fail(DecodeError::NotCanonical);
        if (size > limits::rlp_size) return fail(DecodeError::TooLong);
        return static_cast<std::size_t>(size);
    }
};

/// Big-endian bytes without leading zeros.
BytesView stripped(BytesView number)
{
    while (!number.empty() && number.front() == 0) number = number.subspan(1);
    return number;
}

void append_header(Bytes& out, std::size_t size, std::uint8_t short_form, std::uint8_t long_form)
{
    if (size <= short_size_max)
    {
        out.push_back(static_cast<std::uint8_t>(short_form + size));
        return;
    }
    Bytes digits;
    append_big_endian(digits, static_cast<std::uint64_t>(size));
    const BytesView significant = stripped(digits);
    out.push_back(static_cast<std::uint8_t>(long_form + significant.size() - 1));
    append(out, significant);
}

void append_item(Bytes& out, const Item& item)
{
    if (!item.is_list)
    {
        const bool is_itself = item.bytes.size() == 1 && item.bytes[0] < short_string;
        if (!is_itself) append_header(out, item.bytes.size(), short_string, long_string);
        append(out, item.bytes);
        return;
    }
    Bytes content;
    for (const Item& child : item.items) append_item(content, child);
    append_header(out, content.size(), short_list, long_list);
    append(out, content);
}
}  // namespace

Item bytes(BytesView value)
{
    return {.is_list = false, .bytes = Bytes(value.begin(), value.end()), .items = {}};
}

Item integer(u128 value)
{
    Bytes digits;
    append_big_endian(digits, static_cast<std::uint64_t>(value >> 64U));
    append_big_endian(digits, static_cast<std::uint64_t>(value));
    return bytes(stripped(digits));
}

Item integer(const Bytes32& value) { return bytes(stripped(value.view())); }

Item list(std::vector<Item> items)
{
    return {.is_list = true, .bytes = {}, .items = std::move(items)};
}

Result<Item, DecodeError> parse(BytesView encoded)
{
    if (encoded.size() > limits::rlp_size) return fail(DecodeError::TooLong);
    Reader in{encoded};
    BALLAST_TRY(auto out, Parser{}.item(in, 0));
    BALLAST_CHECK(in.end());
    return out;
}

Bytes encode(const Item& item)
{
    Bytes out;
    append_item(out, item);
    return out;
}

Result<u128, DecodeError> parse_integer(const Item& item)
{
    if (item.is_list) return fail(DecodeError::BadEnum);
    if (!item.bytes.empty() && item.bytes[0] == 0) return fail(DecodeError::NotCanonical);
    if (item.bytes.size() > sizeof(u128)) return fail(DecodeError::NumberTooLarge);
    u128 value = 0;
    for (const std::uint8_t digit : item.bytes) value = (value << 8U) | digit;
    return value;
}

}  // namespace ballast::wire::rlp
