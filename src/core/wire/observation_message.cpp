// SPDX-License-Identifier: Apache-2.0
// Observations: VAA body <-> domain struct.
#include "observation_message.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/wire/deployment.hpp>
#include <ballast/wire/payload_fields.hpp>

namespace ballast::wire {
namespace {
constexpr auto type_of_body = [](const ObservationBody& body) { return type_of(body); };

std::uint8_t consistency_of(ObservationType type)
{
    return type == ObservationType::Provisional ? consistency_safe : consistency_final;
}

/// What one type demands of its fields beyond their form.
Result<void, DecodeError> check_fields(const ObservationBody& body)
{
    // Set 0 is given at construction: no contract ever changes to it.
    if (const auto* changed = std::get_if<SetChanged>(&body); changed && changed->index == 0)
        return fail(DecodeError::ZeroField);
    return {};
}

/// What the envelope has to say, given the payload.
Result<void, DecodeError> check_envelope(const VaaBody& envelope, const Observation& observation)
{
    const ObservationType type = type_of(observation.body);
    if (envelope.nonce != 0) return fail(DecodeError::NonceNotZero);
    if (envelope.consistency != consistency_of(type)) return fail(DecodeError::NotFinal);
    if (observation.chain.value == 0 || observation.chain > last_chain)
        return fail(DecodeError::BadEmitter);
    if (observation.emitter != observation_emitter(type, observation.contract))
        return fail(DecodeError::BadEmitter);
    if (const auto* head = std::get_if<Head>(&observation.body))
    {
        if (observation.sequence != observation.block_number) return fail(DecodeError::BadSequence);
        if (observation.timestamp_s != head->finalised_timestamp_s)
            return fail(DecodeError::BadTimestamp);
        return {};
    }
    // A contract counts its events from 1; a PROVISIONAL's sequence is a hash.
    if (type != ObservationType::Provisional && observation.sequence == 0)
        return fail(DecodeError::ZeroField);
    return {};
}
}  // namespace

Result<ObservationBody, DecodeError> parse_observation_body(std::uint8_t type, BytesView fields)
{
    if (type >= first_order_type) return fail(DecodeError::WrongHalf);
    auto body = read_alternative<ObservationBody>(Reader{fields}, type, type_of_body);
    if (!body) return fail(DecodeError::UnknownType);
    if (*body) BALLAST_CHECK(check_fields(**body));
    return *body;
}

Result<Observation, DecodeError> parse_observation(const VaaBody& envelope)
{
    Reader in{envelope.payload};
    BALLAST_TRY(const PayloadPrefix prefix, read_prefix(in));
    if (prefix.type >= first_order_type) return fail(DecodeError::WrongHalf);
    Observation out;
    out.chain = envelope.emitter_chain;
    out.emitter = {envelope.emitter};
    out.sequence = envelope.sequence;
    out.timestamp_s = envelope.timestamp_s;
    out.deployment = prefix.deployment;
    out.eip155 = prefix.eip155;
    out.contract = prefix.contract;
    BALLAST_TRY(out.block_number, in.number<std::uint64_t>());
    BALLAST_TRY(out.block_hash, in.nonzero<32>());
    BALLAST_TRY(out.body, parse_observation_body(prefix.type, in.left));
    BALLAST_CHECK(check_envelope(envelope, out));
    return out;
}

Bytes encode_observation_body(const ObservationBody& body)
{
    Bytes out;
    std::visit([&out](const auto& fields) { append_fields(out, fields); }, body);
    return out;
}

Bytes encode_observation(const Observation& observation)
{
    BALLAST_ASSERT(observation.timestamp_s <= limits::timestamp_s_max);
    const ObservationType type = type_of(observation.body);
    VaaBody envelope;
    envelope.timestamp_s = static_cast<std::uint32_t>(observation.timestamp_s);
    envelope.emitter_chain = observation.chain;
    envelope.emitter = observation_emitter(type, observation.contract).value;
    envelope.sequence = observation.sequence;
    envelope.consistency = consistency_of(type);
    append_prefix(envelope.payload, {static_cast<std::uint8_t>(type), observation.deployment,
                                     observation.eip155, observation.contract});
    append_big_endian(envelope.payload, observation.block_number);
    append(envelope.payload, observation.block_hash.view());
    append(envelope.payload, encode_observation_body(observation.body));
    return encode_vaa_body(envelope);
}

Address observation_emitter(ObservationType type, const Address& contract)
{
    if (type == ObservationType::Head) return {head_emitter(contract)};
    if (type == ObservationType::Provisional) return {provisional_emitter(contract)};
    return contract;
}

}  // namespace ballast::wire
