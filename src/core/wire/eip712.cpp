// SPDX-License-Identifier: Apache-2.0
// EIP-712 digests of the three requests, and the form of wallets' signatures.
#include "eip712.hpp"

#include <ballast/crypto/keccak256.hpp>
#include <ballast/wire/abi.hpp>
#include <ballast/wire/reader.hpp>

namespace ballast::wire {
namespace {
constexpr std::string_view venue_domain_type =
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
constexpr std::string_view hub_domain_type =
    "EIP712Domain(string name,string version,bytes32 salt)";
constexpr std::string_view quote_type =
    "Quote(bytes32 maker,bytes32 instrument,int256 quantity,int256 price,uint64 expiry,"
    "uint64 nonce)";
constexpr std::string_view accept_type =
    "Accept(bytes32 account,bytes32 quoteDigest,int256 quantity,int256 limitPrice,"
    "uint64 deadline,uint64 nonce)";
constexpr std::string_view withdraw_type =
    "Withdraw(bytes32 account,uint64 chainId,bytes32 token,uint256 amount,bytes32 recipient,"
    "uint64 issuedAt,uint64 deadline,uint64 nonce)";

Bytes32 hash(std::string_view text) { return crypto::keccak256(as_bytes(text)); }

/// hashStruct: the hash of the type's hash and the fields, a word each.
template <std::size_t N>
Bytes32 hash_struct(const Bytes32& type_hash, const std::array<Bytes32, N>& fields)
{
    std::array<std::uint8_t, 32 * (N + 1)> words;
    auto* at = std::copy(type_hash.bytes.begin(), type_hash.bytes.end(), words.data());
    for (const Bytes32& field : fields) at = std::copy(field.bytes.begin(), field.bytes.end(), at);
    return crypto::keccak256(words);
}

Bytes32 typed_digest(const Bytes32& domain, const Bytes32& struct_hash)
{
    constexpr std::array<std::uint8_t, 2> prefix{0x19, 0x01};
    return crypto::keccak256({prefix, domain.view(), struct_hash.view()});
}
}  // namespace

Bytes32 venue_domain(std::uint64_t eip155, const Address& venue)
{
    static const Bytes32 type_hash = hash(venue_domain_type);
    return hash_struct(
        type_hash, std::array{hash("Ballast Venue"), hash("1"), abi::to_word(eip155), venue.value});
}

Bytes32 hub_domain(const Bytes32& deployment)
{
    static const Bytes32 type_hash = hash(hub_domain_type);
    return hash_struct(type_hash, std::array{hash("Ballast"), hash("1"), deployment});
}

Bytes32 quote_digest(const Bytes32& domain, const Quote& quote)
{
    static const Bytes32 type_hash = hash(quote_type);
    return typed_digest(
        domain, hash_struct(type_hash,
                            std::array{quote.maker.value, quote.instrument.value,
                                       abi::to_signed_word(quote.quantity_e18),
                                       abi::to_signed_word(quote.price_e18),
                                       abi::to_word(quote.expiry_s), abi::to_word(quote.nonce)}));
}

Bytes32 accept_digest(const Bytes32& domain, const Accept& accept)
{
    static const Bytes32 type_hash = hash(accept_type);
    return typed_digest(
        domain, hash_struct(type_hash, std::array{accept.account.value, accept.quote_digest,
                                                  abi::to_signed_word(accept.quantity_e18),
                                                  abi::to_signed_word(accept.limit_price_e18),
                                                  abi::to_word(accept.deadline_s),
                                                  abi::to_word(accept.nonce)}));
}

Bytes32 withdraw_digest(const Bytes32& domain, const Withdraw& withdraw)
{
    static const Bytes32 type_hash = hash(withdraw_type);
    return typed_digest(
        domain,
        hash_struct(type_hash,
                    std::array{withdraw.account.value, abi::to_word(withdraw.eip155),
                               withdraw.token.value, abi::to_word(withdraw.amount),
                               withdraw.recipient.value, abi::to_word(withdraw.issued_at_s),
                               abi::to_word(withdraw.deadline_s), abi::to_word(withdraw.nonce)}));
}

Result<Signature, DecodeError> parse_wallet_signature(BytesView bytes)
{
    Reader in{bytes};
    BALLAST_TRY(Signature out, in.fixed<65>());
    BALLAST_CHECK(in.end());
    std::uint8_t& v = out.bytes[64];
    if (v != 27 && v != 28) return fail(DecodeError::BadRecoveryId);
    v = static_cast<std::uint8_t>(v - 27);
    return out;
}

Bytes encode_wallet_signature(const Signature& signature)
{
    Bytes out{signature.bytes.begin(), signature.bytes.end()};
    out.back() = static_cast<std::uint8_t>(out.back() + 27);
    return out;
}

}  // namespace ballast::wire
