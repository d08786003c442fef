// SPDX-License-Identifier: Apache-2.0
// Moving days.
#include "calendar.hpp"

#include <algorithm>
#include <ballast/domain/instrument_terms.hpp>
#include <limits>

namespace ballast::demo {
namespace {
constexpr std::int64_t week_s = 7LL * 86'400;

/// 0 of a perpetual, and of what is no name.
std::int64_t expiry_s_of(const InstrumentName& name)
{
    const auto terms = parse_terms(name);
    return terms ? terms->expiry_s : 0;
}
}  // namespace

Calendar::Calendar(const Genesis& genesis, const Soon& soon, std::int64_t now_ms)
    : soon_s_{(now_ms + 999) / 1'000 + soon.after_s}
{
    if (const auto name = InstrumentName::parse(soon.instrument)) soon_day_s_ = expiry_s_of(*name);
    std::int64_t first_s = std::numeric_limits<std::int64_t>::max();
    for (const GenesisInstrument& listed : genesis.instruments)
        if (const std::int64_t day_s = expiry_s_of(listed.name); day_s != 0 && day_s != soon_day_s_)
            first_s = std::min(first_s, day_s);
    const std::int64_t least_s = now_ms / 1'000 + nearest_s;
    if (first_s < least_s) shift_s_ = (least_s - first_s + week_s - 1) / week_s * week_s;
}

std::int64_t Calendar::moved_s(std::int64_t expiry_s) const
{
    return expiry_s == soon_day_s_ ? soon_s_ : expiry_s + shift_s_;
}

InstrumentName Calendar::moved(const InstrumentName& name) const
{
    auto terms = parse_terms(name);
    if (!terms || terms->expiry_s == 0) return name;
    terms->expiry_s = moved_s(terms->expiry_s);
    return name_of(*terms).value_or(name);
}

std::string Calendar::moved(const std::string& name) const
{
    const auto parsed = InstrumentName::parse(name);
    return parsed ? moved(*parsed).text() : name;
}

void Calendar::move(Genesis& genesis) const
{
    for (GenesisInstrument& listed : genesis.instruments) listed.name = moved(listed.name);
}

void Calendar::move(feeds::MarketPath& path) const
{
    for (feeds::SurfacePoint& point : path.surfaces)
        for (feeds::ScriptedSlice& slice : point.surface.slices)
            slice.expiry_s =
                static_cast<std::uint64_t>(moved_s(static_cast<std::int64_t>(slice.expiry_s)));
}

}  // namespace ballast::demo
