// SPDX-License-Identifier: Apache-2.0
// Orders: domain struct <-> VAA body.
#include "order_message.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/wire/payload_fields.hpp>

namespace ballast::wire {
namespace {
constexpr auto type_of_body = [](const OrderBody& body) { return type_of(body); };

constexpr bool is_reserved(std::uint8_t type)
{
    return type >= static_cast<std::uint8_t>(OrderType::Root) &&
           type <= static_cast<std::uint8_t>(OrderType::Abort);
}

Result<void, DecodeError> check_envelope(const VaaBody& envelope, const Order& order)
{
    if (envelope.nonce != 0) return fail(DecodeError::NonceNotZero);
    if (envelope.consistency != consistency_final) return fail(DecodeError::NotFinal);
    if (envelope.emitter_chain != hub_chain || envelope.emitter != order.deployment)
        return fail(DecodeError::BadEmitter);
    if (envelope.sequence != order.id.value) return fail(DecodeError::BadSequence);
    return {};
}
}  // namespace

Bytes encode_order(const Order& order)
{
    BALLAST_ASSERT(order.timestamp_s <= limits::timestamp_s_max);
    VaaBody envelope;
    envelope.timestamp_s = static_cast<std::uint32_t>(order.timestamp_s);
    envelope.emitter_chain = hub_chain;
    envelope.emitter = order.deployment;
    envelope.sequence = order.id.value;
    envelope.consistency = consistency_final;
    append_prefix(envelope.payload, {static_cast<std::uint8_t>(type_of(order.body)),
                                     order.deployment, order.eip155, order.contract});
    append_big_endian(envelope.payload, order.id.value);
    append_big_endian(envelope.payload, order.not_before_s);
    append_big_endian(envelope.payload, order.expiry_s);
    std::visit([&envelope](const auto& fields) { append_fields(envelope.payload, fields); },
               order.body);
    return encode_vaa_body(envelope);
}

Result<Order, DecodeError> parse_order(const VaaBody& envelope)
{
    Reader in{envelope.payload};
    BALLAST_TRY(const PayloadPrefix prefix, read_prefix(in));
    if (prefix.type < first_order_type) return fail(DecodeError::WrongHalf);
    if (is_reserved(prefix.type)) return fail(DecodeError::UnsupportedType);
    Order out;
    out.deployment = prefix.deployment;
    out.eip155 = prefix.eip155;
    out.contract = prefix.contract;
    out.timestamp_s = envelope.timestamp_s;
    BALLAST_TRY(out.id, detail::read_order_id(in));
    BALLAST_TRY(out.not_before_s, in.number<std::uint64_t>());
    BALLAST_TRY(out.expiry_s, in.number<std::uint64_t>());
    auto body = read_alternative<OrderBody>(in, prefix.type, type_of_body);
    if (!body) return fail(DecodeError::UnknownType);
    BALLAST_TRY(out.body, *body);
    if (const auto* permit = std::get_if<Permit>(&out.body);
        permit && (permit->flags & ~permit_reduce_only) != 0)
        return fail(DecodeError::BadFlags);
    BALLAST_CHECK(check_envelope(envelope, out));
    return out;
}

}  // namespace ballast::wire
