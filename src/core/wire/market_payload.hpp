// SPDX-License-Identifier: Apache-2.0
// Which of a price source's messages a VAA carries, told by its first four bytes. Leaves out
// whether the rest is one (volatility_update.hpp, mark_update.hpp).
#pragma once
#include <ballast/base/bytes.hpp>
#include <cstdint>
#include <optional>

namespace ballast::wire {

enum class MarketPayload : std::uint8_t
{
    Volatility,  ///< "BALV"
    Marks,       ///< "BALM"
};

/// The kind that `payload` claims to be; nothing when it is neither.
[[nodiscard]] std::optional<MarketPayload> market_payload_of(BytesView payload);

}  // namespace ballast::wire
