// SPDX-License-Identifier: Apache-2.0
// ECDSA by libsecp256k1. Recovery needs no context of its own; signing shares one that is made once
// and never changed, so that both are safe on any number of threads.
#include "secp256k1.hpp"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <ballast/base/assert.hpp>
#include <ballast/crypto/keccak256.hpp>

namespace ballast::crypto {
namespace {
constexpr Bytes32 order{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                         0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48,
                         0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41}};
constexpr Bytes32 half_order{{0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                              0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4,
                              0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0}};

const secp256k1_context* signing_context()
{
    // Blinding would need entropy, which core has none of; the library signs in constant time
    // without it.
    static const secp256k1_context* const context =
        secp256k1_context_create(SECP256K1_CONTEXT_SIGN);
    return context;
}

/// Overwrites memory in a way that the compiler may not drop.
void wipe(Bytes32& secret)
{
    secret.bytes.fill(0);
    asm volatile("" : : "r"(secret.bytes.data()) : "memory");
}

Bytes20 address_of(const secp256k1_pubkey& key)
{
    std::array<std::uint8_t, 65> point{};
    std::size_t size = point.size();
    secp256k1_ec_pubkey_serialize(secp256k1_context_static, point.data(), &size, &key,
                                  SECP256K1_EC_UNCOMPRESSED);
    const Bytes32 hash = keccak256(BytesView{point}.subspan(1));
    return Bytes20::from(std::span<const std::uint8_t, 20>{hash.bytes.data() + 12, 20});
}

Result<void, SignatureError> check_scalars(const Bytes32& r, const Bytes32& s)
{
    if (r.is_zero() || s.is_zero() || r >= order || s >= order)
        return fail(SignatureError::ScalarOutOfRange);
    if (s > half_order) return fail(SignatureError::HighS);
    return {};
}
}  // namespace

Result<Bytes20, SignatureError> recover(const Bytes32& digest, const Signature& signature)
{
    const std::uint8_t* const bytes = signature.bytes.data();
    const int recovery_id = bytes[64];
    if (recovery_id > 1) return fail(SignatureError::RecoveryIdOutOfRange);
    BALLAST_CHECK(check_scalars(Bytes32::from(std::span<const std::uint8_t, 32>{bytes, 32}),
                                Bytes32::from(std::span<const std::uint8_t, 32>{bytes + 32, 32})));

    secp256k1_ecdsa_recoverable_signature parsed;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(secp256k1_context_static, &parsed,
                                                            bytes, recovery_id) == 0)
        return fail(SignatureError::ScalarOutOfRange);
    secp256k1_pubkey key;
    if (secp256k1_ecdsa_recover(secp256k1_context_static, &key, &parsed, digest.bytes.data()) == 0)
        return fail(SignatureError::NotRecoverable);
    return address_of(key);
}

Signature sign(const Bytes32& digest, const SecretKey& key)
{
    secp256k1_ecdsa_recoverable_signature signature;
    const int ok = secp256k1_ecdsa_sign_recoverable(signing_context(), &signature,
                                                    digest.bytes.data(), key.reveal().bytes.data(),
                                                    secp256k1_nonce_function_rfc6979, nullptr);
    BALLAST_ASSERT(ok == 1);
    Signature out;
    int recovery_id = 0;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(
        secp256k1_context_static, out.bytes.data(), &recovery_id, &signature);
    // Ids 2 and 3 mean that r overflowed the order, which happens once in 2^127 signatures.
    BALLAST_ASSERT(recovery_id <= 1);
    out.bytes[64] = static_cast<std::uint8_t>(recovery_id);
    return out;
}

Bytes20 address_of(const SecretKey& key)
{
    secp256k1_pubkey point;
    const int ok = secp256k1_ec_pubkey_create(signing_context(), &point, key.reveal().bytes.data());
    BALLAST_ASSERT(ok == 1);
    return address_of(point);
}

Result<SecretKey, SignatureError> SecretKey::from_bytes(const Bytes32& bytes)
{
    if (secp256k1_ec_seckey_verify(secp256k1_context_static, bytes.bytes.data()) == 0)
        return fail(SignatureError::BadSecretKey);
    return SecretKey{bytes};
}

// A moved-from key keeps its value, since an all-zero one would be invalid; its destructor wipes
// it.
SecretKey::SecretKey(SecretKey&& other) noexcept : bytes_{other.bytes_} {}

SecretKey& SecretKey::operator=(SecretKey&& other) noexcept
{
    bytes_ = other.bytes_;
    return *this;
}

SecretKey::~SecretKey() { wipe(bytes_); }

SecretKey SecretKey::duplicate() const { return SecretKey{bytes_}; }

std::string_view describe(SignatureError error)
{
    switch (error)
    {
        case SignatureError::RecoveryIdOutOfRange:
            return "the recovery id is not 0 or 1";
        case SignatureError::ScalarOutOfRange:
            return "r or s is zero, or not below the order of the curve";
        case SignatureError::HighS:
            return "s is above half of the curve's order";
        case SignatureError::NotRecoverable:
            return "no public key gives this signature";
        case SignatureError::BadSecretKey:
            return "the secret key is zero, or not below the order of the curve";
    }
    return "unknown";
}

}  // namespace ballast::crypto
