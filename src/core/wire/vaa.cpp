// SPDX-License-Identifier: Apache-2.0
// VAA version 1: bytes <-> struct.
#include "vaa.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/crypto/keccak256.hpp>
#include <ballast/wire/reader.hpp>

namespace ballast::wire {
namespace {
constexpr std::uint8_t version = 1;
constexpr std::size_t header_size = 6;
constexpr std::size_t signature_size = 66;
constexpr std::size_t envelope_size = 51;

Result<VaaSignature, DecodeError> read_signature(Reader& in)
{
    VaaSignature out;
    BALLAST_TRY(out.index, in.number<std::uint8_t>());
    BALLAST_TRY(out.signature, in.fixed<65>());
    if (out.signature.bytes[64] > 1) return fail(DecodeError::BadRecoveryId);
    return out;
}
}  // namespace

Result<Vaa, DecodeError> parse_vaa(BytesView bytes)
{
    if (bytes.size() > limits::vaa_size) return fail(DecodeError::TooLong);
    Reader in{bytes};
    BALLAST_TRY(const auto found_version, in.number<std::uint8_t>());
    if (found_version != version) return fail(DecodeError::BadVersion);
    Vaa out;
    BALLAST_TRY(out.set_index, in.number<std::uint32_t>());
    BALLAST_TRY(const std::size_t count, in.number<std::uint8_t>());
    if (count * signature_size > in.left.size()) return fail(DecodeError::Truncated);
    out.signatures.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
    {
        BALLAST_TRY(out.signatures.emplace_back(), read_signature(in));
    }
    BALLAST_TRY(out.body, parse_vaa_body(in.left));
    return out;
}

Result<VaaBody, DecodeError> parse_vaa_body(BytesView bytes)
{
    Reader in{bytes};
    VaaBody out;
    BALLAST_TRY(out.timestamp_s, in.number<std::uint32_t>());
    BALLAST_TRY(out.nonce, in.number<std::uint32_t>());
    BALLAST_TRY(out.emitter_chain.value, in.number<std::uint16_t>());
    BALLAST_TRY(out.emitter, in.fixed<32>());
    BALLAST_TRY(out.sequence, in.number<std::uint64_t>());
    BALLAST_TRY(out.consistency, in.number<std::uint8_t>());
    // All that is left is payload: a byte more or less is another message, with another digest.
    if (in.left.size() > limits::payload_size) return fail(DecodeError::TooLong);
    out.payload.assign(in.left.begin(), in.left.end());
    return out;
}

Bytes encode_vaa(const Vaa& vaa)
{
    return encode_vaa(vaa.set_index, vaa.signatures, encode_vaa_body(vaa.body));
}

Bytes encode_vaa(std::uint32_t set_index, std::span<const VaaSignature> signatures, BytesView body)
{
    BALLAST_ASSERT(signatures.size() <= limits::signer_set_keys);
    Bytes out;
    out.reserve(header_size + signatures.size() * signature_size + body.size());
    out.push_back(version);
    append_big_endian(out, set_index);
    out.push_back(static_cast<std::uint8_t>(signatures.size()));
    for (const VaaSignature& signature : signatures)
    {
        out.push_back(signature.index);
        append(out, signature.signature.view());
    }
    append(out, body);
    return out;
}

Bytes encode_vaa_body(const VaaBody& body)
{
    Bytes out;
    out.reserve(envelope_size + body.payload.size());
    append_big_endian(out, body.timestamp_s);
    append_big_endian(out, body.nonce);
    append_big_endian(out, body.emitter_chain.value);
    append(out, body.emitter.view());
    append_big_endian(out, body.sequence);
    out.push_back(body.consistency);
    append(out, body.payload);
    return out;
}

Bytes32 vaa_digest(BytesView body) { return crypto::keccak256(crypto::keccak256(body).view()); }

Bytes32 vaa_digest(const VaaBody& body) { return vaa_digest(encode_vaa_body(body)); }

}  // namespace ballast::wire
