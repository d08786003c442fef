// SPDX-License-Identifier: Apache-2.0
// Marks of instruments ("BALM", wire.md §3): the payload of a price source's VAA. Leaves out
// signatures (attest/market_proof.hpp). Format: docs/formats/market_updates.md.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/market_update.hpp>
#include <ballast/wire/decode_error.hpp>
#include <string_view>

namespace ballast::wire {

inline constexpr std::string_view mark_magic = "BALM";

/// The update of exactly these bytes: BadMagic, Truncated, TrailingBytes, ZeroField, EmptyList,
/// TooMany, NotAscending, OutOfRange, BadInstrument.
[[nodiscard]] Result<MarkUpdate, DecodeError> parse_mark_update(BytesView payload);
/// The bytes that parse as this update; it must be one that parses.
[[nodiscard]] Bytes encode_mark_update(const MarkUpdate& update);

}  // namespace ballast::wire
