// SPDX-License-Identifier: Apache-2.0
// The prefix of payloads, and the fields that have rules of their own.
#include "payload_fields.hpp"

namespace ballast::wire {

Result<PayloadPrefix, DecodeError> read_prefix(Reader& in)
{
    BALLAST_CHECK(in.expect(as_bytes(payload_magic), DecodeError::BadMagic));
    PayloadPrefix out;
    BALLAST_TRY(out.type, in.number<std::uint8_t>());
    BALLAST_TRY(out.deployment, in.nonzero<32>());
    BALLAST_TRY(out.eip155, in.number<std::uint64_t>());
    if (out.eip155 == 0) return fail(DecodeError::ZeroField);
    BALLAST_TRY(out.contract.value, in.nonzero<32>());
    return out;
}

void append_prefix(Bytes& out, const PayloadPrefix& prefix)
{
    append(out, as_bytes(payload_magic));
    out.push_back(prefix.type);
    append(out, prefix.deployment.view());
    append_big_endian(out, prefix.eip155);
    append(out, prefix.contract.value.view());
}

Result<std::size_t, DecodeError> read_count(Reader& in, ListBounds bounds)
{
    BALLAST_TRY(const std::size_t count, in.number<std::uint8_t>());
    if (count == 0) return fail(DecodeError::EmptyList);
    if (count > bounds.max) return fail(DecodeError::TooMany);
    if (count * bounds.item_size > in.left.size()) return fail(DecodeError::Truncated);
    return count;
}

Result<void, DecodeError> check_time(std::uint64_t time_s)
{
    if (time_s == 0) return fail(DecodeError::ZeroField);
    if (time_s > limits::timestamp_s_max) return fail(DecodeError::OutOfRange);
    return {};
}

namespace detail {

Result<u128, DecodeError> read_amount(Reader& in)
{
    BALLAST_TRY(const Bytes32 word, in.fixed<32>());
    const auto amount = abi::to_number(word);
    if (!amount || (*amount >> limits::token_amount_bits) != 0)
        return fail(DecodeError::AmountTooLarge);
    return *amount;
}

Result<i128, DecodeError> read_signed(Reader& in)
{
    BALLAST_TRY(const Bytes32 word, in.fixed<32>());
    return abi::to_signed_number(word);
}

Result<OrderId, DecodeError> read_order_id(Reader& in)
{
    BALLAST_TRY(const auto id, in.number<std::uint64_t>());
    if (id == 0) return fail(DecodeError::ZeroField);
    return OrderId{id};
}

Result<InstrumentName, DecodeError> read_instrument(Reader& in)
{
    BALLAST_TRY(const Bytes32 bytes, in.fixed<32>());
    const InstrumentName name{bytes};
    if (!name.is_canonical()) return fail(DecodeError::BadInstrument);
    return name;
}

Result<bool, DecodeError> read_flag(Reader& in)
{
    BALLAST_TRY(const auto raw, in.number<std::uint8_t>());
    if (raw > 1) return fail(DecodeError::BadEnum);
    return raw == 1;
}

}  // namespace detail
}  // namespace ballast::wire
