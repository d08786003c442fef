// SPDX-License-Identifier: Apache-2.0
// Records, certificates, snapshots and blobs made up from their place, so that whoever finds one
// knows what it must be.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/journal/record.hpp>
#include <cstdint>

namespace ballast::crash {

[[nodiscard]] Bytes32 synthetic_deployment();
/// The one record that term and sequence may hold; an observed deposit or prices, with evidence of
/// 1 to about 9,000 bytes.
[[nodiscard]] journal::Record synthetic_record(Term term, Sequence sequence);
/// The one value that a name and a number may have.
[[nodiscard]] Bytes synthetic_bytes(std::string_view name, std::uint64_t number, std::size_t size);

[[nodiscard]] Bytes synthetic_certificate(Sequence sequence);
[[nodiscard]] Bytes synthetic_snapshot(Sequence sequence);
[[nodiscard]] Bytes synthetic_blob(std::uint64_t number);

}  // namespace ballast::crash
