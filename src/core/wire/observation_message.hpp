// SPDX-License-Identifier: Apache-2.0
// Observations (wire.md §2, types below 64): VAA body <-> domain struct. Format:
// docs/formats/payloads.md.
#pragma once
#include <ballast/domain/observation.hpp>
#include <ballast/wire/vaa.hpp>

namespace ballast::wire {

/// The observation in an envelope's body. Checks all that the message itself can show: nonce 0,
/// consistency, emitter and sequence against the payload, canonical names, bounds, nothing zero.
/// Not whether the contract is registered, nor whether chain and EIP-155 id agree
/// (attest::check_source).
[[nodiscard]] Result<Observation, DecodeError> parse_observation(const VaaBody& body);
/// The VAA body's bytes, which guardians sign. `timestamp_s` is below 2^32; `emitter` is taken from
/// the type.
[[nodiscard]] Bytes encode_observation(const Observation& observation);

/// The fields behind the common part, as a contract emits them in `Observed(nonce, kind, body)`.
[[nodiscard]] Result<ObservationBody, DecodeError> parse_observation_body(std::uint8_t type,
                                                                          BytesView fields);
/// The bytes that `parse_observation_body` takes.
[[nodiscard]] Bytes encode_observation_body(const ObservationBody& body);
/// The emitter that speaks for this type of observation of `contract`.
[[nodiscard]] Address observation_emitter(ObservationType type, const Address& contract);

}  // namespace ballast::wire
