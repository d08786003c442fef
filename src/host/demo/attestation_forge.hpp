// SPDX-License-Identifier: Apache-2.0
// Signed messages as guardians make them, and as a thief of some of their keys would: from a
// deposit's receipt, with the signatures of whichever guardians are wanted. Only the demo has all
// guardians' keys in one place.
#pragma once
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/demo/failure.hpp>
#include <ballast/demo/local_chain.hpp>
#include <ballast/domain/genesis.hpp>
#include <ballast/wire/vaa.hpp>
#include <span>

namespace ballast::demo {

/// The body that guardians sign for the one observation in a receipt.
[[nodiscard]] Answer<Bytes> observation_body(const LocalChain& chain, const Receipt& receipt,
                                             const Genesis& genesis);
/// A whole message with the signatures of the guardians at these indices, which ascend.
[[nodiscard]] Bytes sign_message(BytesView body, std::span<const crypto::SecretKey> guardians,
                                 std::span<const std::uint8_t> indices);
/// The same message with one byte of its payload altered: a larger amount, or another field.
[[nodiscard]] Answer<Bytes> alter_payload(BytesView vaa, std::size_t from_end);
/// The same message with only its first `count` signatures.
[[nodiscard]] Answer<Bytes> keep_signatures(BytesView vaa, std::size_t count);

}  // namespace ballast::demo
