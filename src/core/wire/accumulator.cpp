// SPDX-License-Identifier: Apache-2.0
// Price updates: bytes <-> structs.
#include "accumulator.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/wire/reader.hpp>

namespace ballast::wire {
namespace {
constexpr std::string_view update_magic = "PNAU";
constexpr std::string_view root_magic = "AUWV";
constexpr std::uint8_t major_version = 1;
constexpr std::uint8_t update_merkle = 0;  ///< the only way to prove a message
constexpr std::uint8_t root_merkle = 0;
constexpr std::uint8_t message_price = 0;
constexpr std::size_t price_size = 85;
constexpr std::size_t node_size = 20;
/// Length, path count: the least that a message takes.
constexpr std::size_t message_size_min = 3;

Result<AccumulatorMessage, DecodeError> read_message(Reader& in)
{
    AccumulatorMessage out;
    BALLAST_TRY(const std::size_t size, in.number<std::uint16_t>());
    if (size > limits::price_message_size) return fail(DecodeError::TooLong);
    BALLAST_TRY(const BytesView message, in.take(size));
    out.message.assign(message.begin(), message.end());
    BALLAST_TRY(const std::size_t depth, in.number<std::uint8_t>());
    if (depth > limits::merkle_depth) return fail(DecodeError::TooDeep);
    if (depth * node_size > in.left.size()) return fail(DecodeError::Truncated);
    out.path.reserve(depth);
    for (std::size_t i = 0; i < depth; ++i)
    {
        BALLAST_TRY(out.path.emplace_back(), in.fixed<node_size>());
    }
    return out;
}

template <std::signed_integral T>
void append_signed(Bytes& out, T value)
{
    append_big_endian(out, static_cast<std::make_unsigned_t<T>>(value));
}
}  // namespace

Result<Accumulator, DecodeError> parse_accumulator(BytesView bytes)
{
    if (bytes.size() > limits::accumulator_size) return fail(DecodeError::TooLong);
    Reader in{bytes};
    BALLAST_CHECK(in.expect(as_bytes(update_magic), DecodeError::BadMagic));
    BALLAST_TRY(const auto major, in.number<std::uint8_t>());
    if (major != major_version) return fail(DecodeError::BadVersion);
    Accumulator out;
    BALLAST_TRY(out.minor, in.number<std::uint8_t>());
    BALLAST_TRY(const std::size_t extra_size, in.number<std::uint8_t>());
    BALLAST_TRY(const BytesView extra, in.take(extra_size));
    out.header_extra.assign(extra.begin(), extra.end());
    BALLAST_TRY(const auto kind, in.number<std::uint8_t>());
    if (kind != update_merkle) return fail(DecodeError::BadEnum);
    BALLAST_TRY(const std::size_t vaa_size, in.number<std::uint16_t>());
    BALLAST_TRY(const BytesView vaa, in.take(vaa_size));
    BALLAST_TRY(out.vaa, parse_vaa(vaa));
    BALLAST_TRY(const std::size_t count, in.number<std::uint8_t>());
    if (count * message_size_min > in.left.size()) return fail(DecodeError::Truncated);
    out.messages.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
    {
        BALLAST_TRY(out.messages.emplace_back(), read_message(in));
    }
    BALLAST_CHECK(in.end());
    return out;
}

Bytes encode_accumulator(const Accumulator& update)
{
    const Bytes vaa = encode_vaa(update.vaa);
    BALLAST_ASSERT(vaa.size() <= limits::vaa_size && update.header_extra.size() <= 0xff &&
                   update.messages.size() <= limits::accumulator_messages);
    Bytes out;
    append(out, as_bytes(update_magic));
    out.push_back(major_version);
    out.push_back(update.minor);
    out.push_back(static_cast<std::uint8_t>(update.header_extra.size()));
    append(out, update.header_extra);
    out.push_back(update_merkle);
    append_big_endian(out, static_cast<std::uint16_t>(vaa.size()));
    append(out, vaa);
    out.push_back(static_cast<std::uint8_t>(update.messages.size()));
    for (const AccumulatorMessage& item : update.messages)
    {
        BALLAST_ASSERT(item.message.size() <= limits::price_message_size &&
                       item.path.size() <= limits::merkle_depth);
        append_big_endian(out, static_cast<std::uint16_t>(item.message.size()));
        append(out, item.message);
        out.push_back(static_cast<std::uint8_t>(item.path.size()));
        for (const Bytes20& node : item.path) append(out, node.view());
    }
    return out;
}

Result<AccumulatorRoot, DecodeError> parse_accumulator_root(BytesView payload)
{
    Reader in{payload};
    BALLAST_CHECK(in.expect(as_bytes(root_magic), DecodeError::BadMagic));
    BALLAST_TRY(const auto kind, in.number<std::uint8_t>());
    if (kind != root_merkle) return fail(DecodeError::BadVersion);
    AccumulatorRoot out;
    BALLAST_TRY(out.slot, in.number<std::uint64_t>());
    BALLAST_TRY(out.ring_size, in.number<std::uint32_t>());
    BALLAST_TRY(out.root, in.nonzero<node_size>());
    // Newer publishers may append fields; they are signed, and carry no meaning here.
    out.extra.assign(in.left.begin(), in.left.end());
    return out;
}

Bytes encode_accumulator_root(const AccumulatorRoot& root)
{
    Bytes out;
    append(out, as_bytes(root_magic));
    out.push_back(root_merkle);
    append_big_endian(out, root.slot);
    append_big_endian(out, root.ring_size);
    append(out, root.root.view());
    append(out, root.extra);
    return out;
}

Result<PricePoint, DecodeError> parse_price_message(BytesView message)
{
    if (message.size() > limits::price_message_size) return fail(DecodeError::TooLong);
    Reader in{message};
    BALLAST_TRY(const auto type, in.number<std::uint8_t>());
    if (type != message_price) return fail(DecodeError::UnsupportedType);
    PricePoint out;
    BALLAST_TRY(out.feed, in.nonzero<32>());
    BALLAST_TRY(out.price, in.signed_number<std::int64_t>());
    BALLAST_TRY(out.conf, in.number<std::uint64_t>());
    BALLAST_TRY(out.expo, in.signed_number<std::int32_t>());
    BALLAST_TRY(out.publish_time_s, in.signed_number<std::int64_t>());
    BALLAST_TRY(out.prev_publish_time_s, in.signed_number<std::int64_t>());
    BALLAST_TRY(out.ema_price, in.signed_number<std::int64_t>());
    BALLAST_TRY(out.ema_conf, in.number<std::uint64_t>());
    return out;
}

Bytes encode_price_message(const PricePoint& price)
{
    Bytes out;
    out.reserve(price_size);
    out.push_back(message_price);
    append(out, price.feed.view());
    append_signed(out, price.price);
    append_big_endian(out, price.conf);
    append_signed(out, price.expo);
    append_signed(out, price.publish_time_s);
    append_signed(out, price.prev_publish_time_s);
    append_signed(out, price.ema_price);
    append_big_endian(out, price.ema_conf);
    return out;
}

}  // namespace ballast::wire
