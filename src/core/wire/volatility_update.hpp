// SPDX-License-Identifier: Apache-2.0
// Volatility of an underlying ("BALV", wire.md §3): the payload of a price source's VAA. Leaves out
// signatures (attest/market_proof.hpp). Format: docs/formats/market_updates.md.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/market_update.hpp>
#include <ballast/wire/decode_error.hpp>
#include <string_view>

namespace ballast::wire {

inline constexpr std::string_view volatility_magic = "BALV";

/// The update of exactly these bytes: BadMagic, Truncated, TrailingBytes, ZeroField, EmptyList,
/// TooMany, NotAscending, OutOfRange.
[[nodiscard]] Result<VolatilityUpdate, DecodeError> parse_volatility_update(BytesView payload);
/// The bytes that parse as this update; it must be one that parses.
[[nodiscard]] Bytes encode_volatility_update(const VolatilityUpdate& update);

}  // namespace ballast::wire
