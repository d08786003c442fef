// SPDX-License-Identifier: Apache-2.0
// Volatility updates: bytes <-> struct.
#include "volatility_update.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/wire/payload_fields.hpp>

namespace ballast::wire {
namespace {
constexpr std::size_t slice_size = 64;
constexpr std::int64_t one_e9 = 1'000'000'000;

/// Whether these numbers are parameters of the formula at all; what they make of a surface is
/// judged by market.
bool has_parameters(const VolatilitySlice& slice)
{
    return slice.b_e9 >= 0 && slice.rho_e9 > -one_e9 && slice.rho_e9 < one_e9 && slice.sigma_e9 > 0;
}

/// One slice later than the one before it, `previous_s`.
Result<VolatilitySlice, DecodeError> read_slice(Reader& in, std::uint64_t previous_s)
{
    BALLAST_TRY(const auto slice, read_fields<VolatilitySlice>(in));
    BALLAST_CHECK(check_time(slice.expiry_s));
    if (slice.expiry_s <= previous_s) return fail(DecodeError::NotAscending);
    if (!has_parameters(slice) || slice.forward_e8 <= 0) return fail(DecodeError::OutOfRange);
    return slice;
}
}  // namespace

Result<VolatilityUpdate, DecodeError> parse_volatility_update(BytesView payload)
{
    Reader in{payload};
    BALLAST_CHECK(in.expect(as_bytes(volatility_magic), DecodeError::BadMagic));
    VolatilityUpdate out;
    BALLAST_TRY(out.underlying, in.nonzero<32>());
    BALLAST_TRY(out.publish_time_s, in.number<std::uint64_t>());
    BALLAST_CHECK(check_time(out.publish_time_s));
    BALLAST_TRY(const std::size_t count,
                read_count(in, {.max = limits::volatility_slices, .item_size = slice_size}));
    out.slices.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
    {
        const std::uint64_t previous_s = i == 0 ? 0 : out.slices.back().expiry_s;
        BALLAST_TRY(out.slices.emplace_back(), read_slice(in, previous_s));
    }
    BALLAST_CHECK(in.end());
    return out;
}

Bytes encode_volatility_update(const VolatilityUpdate& update)
{
    BALLAST_ASSERT(update.slices.size() <= limits::volatility_slices);
    Bytes out;
    append(out, as_bytes(volatility_magic));
    append(out, update.underlying.view());
    append_big_endian(out, update.publish_time_s);
    out.push_back(static_cast<std::uint8_t>(update.slices.size()));
    for (const VolatilitySlice& slice : update.slices) append_fields(out, slice);
    return out;
}

}  // namespace ballast::wire
