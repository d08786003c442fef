// SPDX-License-Identifier: Apache-2.0
// From parts of an index to forwards and marks, and the times at which they are due.
#include "market_board.hpp"

#include <algorithm>
#include <ballast/numeric/checked.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <limits>
#include <optional>

namespace ballast::feeds {
namespace {
constexpr i128 one_e9 = 1'000'000'000;
constexpr std::int32_t expo_e8 = -8;
constexpr std::int32_t expo_least = -26;  // ten to the difference still fits
constexpr std::int32_t expo_most = 2;

/// The index in USD e8, or nothing when it has no price or one that is not above 0 there.
std::optional<std::int64_t> index_e8(std::span<const FeedPrice> prices, const Bytes32& feed)
{
    const auto at = std::ranges::find(prices, feed, &FeedPrice::feed);
    if (at == prices.end() || at->expo < expo_least || at->expo > expo_most) return {};
    const int shift = at->expo - expo_e8;
    const i128 value = shift >= 0 ? at->price * pow10(static_cast<unsigned>(shift))
                                  : div_floor(at->price, pow10(static_cast<unsigned>(-shift)));
    if (value <= 0 || value > std::numeric_limits<std::int64_t>::max()) return {};
    return static_cast<std::int64_t>(value);
}

/// index * (1 + basis), rounded down; nothing when it is not above 0 or too large.
std::optional<std::int64_t> with_basis(std::int64_t index_e8, std::int64_t basis_e9)
{
    const i128 value = div_floor(index_e8 * (one_e9 + basis_e9), one_e9);
    if (value <= 0 || value > std::numeric_limits<std::int64_t>::max()) return {};
    return static_cast<std::int64_t>(value);
}

/// The surface as it is published; without slices when none is left.
VolatilityUpdate at_index(const ScriptedSurface& scripted, std::int64_t index_e8,
                          std::int64_t publish_time_s)
{
    VolatilityUpdate out{.underlying = scripted.underlying,
                         .publish_time_s = static_cast<std::uint64_t>(publish_time_s),
                         .slices = {}};
    for (const ScriptedSlice& s : scripted.slices)
    {
        const auto forward_e8 = with_basis(index_e8, s.basis_e9);
        if (s.expiry_s <= out.publish_time_s || !forward_e8) continue;
        out.slices.push_back({.expiry_s = s.expiry_s,
                              .a_e9 = s.a_e9,
                              .b_e9 = s.b_e9,
                              .rho_e9 = s.rho_e9,
                              .m_e9 = s.m_e9,
                              .sigma_e9 = s.sigma_e9,
                              .forward_e8 = *forward_e8,
                              .rate_e9 = s.rate_e9});
    }
    return out;
}
}  // namespace

void MarketBoard::hold(ScriptedSurface surface)
{
    HeldSurface& row = surfaces_[surface.underlying];
    row.surface = std::move(surface);
    row.is_new = true;
}

void MarketBoard::hold(const ScriptedMark& mark)
{
    HeldMark& row = marks_[mark.instrument];
    row.mark = mark;
    row.is_new = true;
}

DueMarket MarketBoard::due(std::span<const FeedPrice> prices, std::int64_t publish_time_s)
{
    DueMarket out;
    for (auto& [underlying, row] : surfaces_)
    {
        const auto index = index_e8(prices, underlying);
        const std::int64_t age_s = publish_time_s - row.published_s;
        if (!index || age_s <= 0 || (!row.is_new && age_s < repeat_s)) continue;
        VolatilityUpdate update = at_index(row.surface, *index, publish_time_s);
        if (update.slices.empty()) continue;
        row.is_new = false;
        row.published_s = publish_time_s;
        out.surfaces.push_back(std::move(update));
    }
    for (auto& [instrument, row] : marks_)
    {
        const auto index = index_e8(prices, row.mark.feed);
        const auto mark_e8 = index ? with_basis(*index, row.mark.basis_e9) : std::nullopt;
        const std::int64_t age_s = publish_time_s - row.published_s;
        if (!mark_e8 || age_s <= 0) continue;
        const bool moves = row.is_new || *mark_e8 != row.mark_e8;
        if (!moves && !row.has_moved && age_s < repeat_s) continue;
        row.is_new = false;
        row.has_moved = moves;
        row.mark_e8 = *mark_e8;
        row.published_s = publish_time_s;
        out.marks.push_back({.instrument = instrument,
                             .mark_e8 = *mark_e8,
                             .funding_e9_per_8h = row.mark.funding_e9_per_8h,
                             .time_s = static_cast<std::uint64_t>(publish_time_s)});
    }
    return out;
}

}  // namespace ballast::feeds
