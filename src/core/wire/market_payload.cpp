// SPDX-License-Identifier: Apache-2.0
// Volatility or marks, by magic.
#include "market_payload.hpp"

#include <algorithm>
#include <ballast/wire/mark_update.hpp>
#include <ballast/wire/volatility_update.hpp>

namespace ballast::wire {
namespace {
bool begins_with(BytesView payload, std::string_view magic)
{
    return payload.size() >= magic.size() &&
           std::ranges::equal(payload.first(magic.size()), as_bytes(magic));
}
}  // namespace

std::optional<MarketPayload> market_payload_of(BytesView payload)
{
    if (begins_with(payload, volatility_magic)) return MarketPayload::Volatility;
    if (begins_with(payload, mark_magic)) return MarketPayload::Marks;
    return {};
}

}  // namespace ballast::wire
