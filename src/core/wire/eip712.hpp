// SPDX-License-Identifier: Apache-2.0
// Digests of signed requests (EIP-712; wire.md §2), on the venue's domain and on the hub's. Leaves
// out who signed (attest/request_signature.hpp). Format: docs/formats/eip712.md.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/domain/request.hpp>
#include <ballast/wire/decode_error.hpp>

namespace ballast::wire {

/// Domain separator of trades: "Ballast Venue", "1", chainId, verifyingContract.
[[nodiscard]] Bytes32 venue_domain(std::uint64_t eip155, const Address& venue);
/// Domain separator of requests to the hub: "Ballast", "1", salt = deployment_id.
[[nodiscard]] Bytes32 hub_domain(const Bytes32& deployment);

/// What the maker signs, on a venue's domain; also the quote's identity on chain and at the hub.
[[nodiscard]] Bytes32 quote_digest(const Bytes32& domain, const Quote& quote);
/// What the taker signs, on the same domain.
[[nodiscard]] Bytes32 accept_digest(const Bytes32& domain, const Accept& accept);
/// What the owner signs, on the hub's domain.
[[nodiscard]] Bytes32 withdraw_digest(const Bytes32& domain, const Withdraw& withdraw);

/// A wallet's signature, r | s | v with v 27 or 28, as r | s | recid. Truncated, TrailingBytes,
/// BadRecoveryId.
[[nodiscard]] Result<Signature, DecodeError> parse_wallet_signature(BytesView bytes);
/// The reverse: r | s | v with v 27 or 28, as contracts and wallets want it.
[[nodiscard]] Bytes encode_wallet_signature(const Signature& signature);

}  // namespace ballast::wire
