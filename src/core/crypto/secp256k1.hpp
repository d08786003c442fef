// SPDX-License-Identifier: Apache-2.0
// ECDSA over secp256k1 as Ethereum uses it: recover a signer's address, sign deterministically (RFC
// 6979), always with the low s. Every function may be called from many threads at once.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <string_view>

namespace ballast::crypto {

enum class SignatureError : std::uint8_t
{
    RecoveryIdOutOfRange,  ///< recid is not 0 or 1
    ScalarOutOfRange,      ///< r or s is zero, or not below the order of the curve
    HighS,           ///< s is above half of the order: the mirrored form, which is never accepted
    NotRecoverable,  ///< no public key gives this signature
    BadSecretKey,    ///< a secret key that is zero, or not below the order of the curve
};
/// A sentence for a person, e.g. "the signature's s is above half of the curve's order".
[[nodiscard]] std::string_view describe(SignatureError error);

/// A signing key; never copied by accident, wiped from memory at its end.
class SecretKey
{
public:
    /// The key of 32 big-endian bytes, or BadSecretKey.
    [[nodiscard]] static Result<SecretKey, SignatureError> from_bytes(const Bytes32& bytes);
    SecretKey(SecretKey&& other) noexcept;
    SecretKey& operator=(SecretKey&& other) noexcept;
    SecretKey(const SecretKey&) = delete;
    SecretKey& operator=(const SecretKey&) = delete;
    ~SecretKey();

    /// A second object with the same key, made on purpose.
    [[nodiscard]] SecretKey duplicate() const;
    /// The key's own bytes: for writing a key file, and for nothing else.
    [[nodiscard]] const Bytes32& reveal() const { return bytes_; }

private:
    explicit SecretKey(const Bytes32& bytes) : bytes_{bytes} {}
    Bytes32 bytes_;
};

/// Address (last 20 bytes of keccak256 of the public key) of who signed `digest`; low s only.
[[nodiscard]] Result<Bytes20, SignatureError> recover(const Bytes32& digest,
                                                      const Signature& signature);
/// Signs `digest` as it is, without any prefix: the same bytes for the same key and digest, low s.
[[nodiscard]] Signature sign(const Bytes32& digest, const SecretKey& key);
/// The address that `recover` gives for this key's signatures.
[[nodiscard]] Bytes20 address_of(const SecretKey& key);

}  // namespace ballast::crypto
