// SPDX-License-Identifier: Apache-2.0
// Prices under a signed merkle root (wire.md §3). Leaves out the rules of a feed (staleness, order,
// range): they are the engine's, because they depend on its state.
#pragma once
#include <ballast/attest/quorum.hpp>
#include <ballast/wire/accumulator.hpp>

namespace ballast::attest {

/// The proven prices of one update, in its order.
struct PriceUpdate
{
    std::uint32_t timestamp_s{};  ///< the envelope's
    std::uint64_t slot{};
    std::vector<PricePoint> prices;
    bool operator==(const PriceUpdate&) const = default;
};

/// The update with every message proven, whatever its type.
[[nodiscard]] Result<Attested<wire::Accumulator>, AttestError> verify_accumulator(
    const wire::Accumulator& update, const SignerSet& set, std::span<const Emitter> expected,
    std::uint64_t now_s);

/// As verify_accumulator, and every message is a price.
[[nodiscard]] Result<Attested<PriceUpdate>, AttestError> verify_price_update(
    const wire::Accumulator& update, const SignerSet& set, std::span<const Emitter> expected,
    std::uint64_t now_s);

}  // namespace ballast::attest
