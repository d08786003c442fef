// SPDX-License-Identifier: Apache-2.0
// Keccak-256 as Ethereum uses it (padding 01, not SHA-3's 06). Only where a contract checks the
// hash.
#pragma once
#include <ballast/base/bytes.hpp>
#include <initializer_list>

namespace ballast::crypto {

/// The 32-byte hash of `bytes`.
[[nodiscard]] Bytes32 keccak256(BytesView bytes);
/// The hash of the parts, one behind the other.
[[nodiscard]] Bytes32 keccak256(std::initializer_list<BytesView> parts);

}  // namespace ballast::crypto
