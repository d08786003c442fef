// SPDX-License-Identifier: Apache-2.0
// The signed envelope, VAA version 1 (wire.md §1): bytes <-> struct, and the digest.
// Leaves out whether anybody's signature is right (attest/quorum.hpp). Format: docs/formats/vaa.md.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/wire/decode_error.hpp>
#include <vector>

namespace ballast::wire {

// Consistency levels of an envelope; other values are final by convention of their emitters.
inline constexpr std::uint8_t consistency_instant = 200;
inline constexpr std::uint8_t consistency_safe = 201;
inline constexpr std::uint8_t consistency_final = 202;
inline constexpr std::uint8_t consistency_custom = 203;

/// What is signed.
struct VaaBody
{
    std::uint32_t timestamp_s{};
    std::uint32_t nonce{};
    ChainId emitter_chain;  ///< a registry number of the deployment, or of the public network
    Bytes32 emitter;
    std::uint64_t sequence{};
    std::uint8_t consistency{};
    Bytes payload;
    bool operator==(const VaaBody&) const = default;
};

/// One signature, by the key at `index` of the set.
struct VaaSignature
{
    std::uint8_t index{};
    Signature signature;
    bool operator==(const VaaSignature&) const = default;
};

/// A whole message: parsed, not trusted. The header (set index, signatures) is not signed.
struct Vaa
{
    std::uint32_t set_index{};
    std::vector<VaaSignature> signatures;
    VaaBody body;
    bool operator==(const Vaa&) const = default;
};

/// The message of exactly these bytes. BadVersion, Truncated, TooLong, BadRecoveryId.
[[nodiscard]] Result<Vaa, DecodeError> parse_vaa(BytesView bytes);
/// The body of exactly these bytes. Truncated, TooLong.
[[nodiscard]] Result<VaaBody, DecodeError> parse_vaa_body(BytesView bytes);
/// The bytes of a message with at most 255 signatures.
[[nodiscard]] Bytes encode_vaa(const Vaa& vaa);
/// The bytes of a message around a body that is already encoded.
[[nodiscard]] Bytes encode_vaa(std::uint32_t set_index, std::span<const VaaSignature> signatures,
                               BytesView body);
/// The signed bytes.
[[nodiscard]] Bytes encode_vaa_body(const VaaBody& body);
/// keccak256(keccak256(body)): what guardians sign, and the key against replay.
[[nodiscard]] Bytes32 vaa_digest(BytesView body);
[[nodiscard]] Bytes32 vaa_digest(const VaaBody& body);

}  // namespace ballast::wire
