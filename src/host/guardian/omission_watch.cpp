// SPDX-License-Identifier: Apache-2.0
// The list of what is owed.
#include "omission_watch.hpp"

#include <algorithm>

namespace ballast::guardian {

void OmissionWatch::add(const Bytes32& digest, OwedEvidence evidence)
{
    if (owed_.size() >= owed_max_) return;
    owed_.emplace(digest, Owed{std::move(evidence), std::nullopt});
}

void OmissionWatch::forget_handovers()
{
    for (auto& [digest, owed] : owed_) owed.handed_ms.reset();
}

std::vector<Frame> OmissionWatch::take_handovers(std::int64_t now_ms)
{
    drop_void(now_ms);
    std::vector<Frame> out;
    for (auto& [digest, owed] : owed_)
        if (!owed.handed_ms && owed.evidence.hand_over_ms <= now_ms)
        {
            owed.handed_ms = now_ms;
            out.push_back(owed.evidence.frame);
        }
    return out;
}

std::optional<std::string> OmissionWatch::overdue(std::int64_t now_ms)
{
    drop_void(now_ms);
    for (const auto& [digest, owed] : owed_)
        if (owed.handed_ms && now_ms - *owed.handed_ms > omission_ms_max_)
            return owed.evidence.name;
    return std::nullopt;
}

std::size_t OmissionWatch::handed_count() const
{
    return static_cast<std::size_t>(std::ranges::count_if(
        owed_, [](const auto& entry) { return entry.second.handed_ms.has_value(); }));
}

void OmissionWatch::drop_void(std::int64_t now_ms)
{
    std::erase_if(owed_, [now_ms](const auto& entry) {
        const std::int64_t void_after_ms = entry.second.evidence.void_after_ms;
        return void_after_ms != 0 && now_ms > void_after_ms;
    });
}

}  // namespace ballast::guardian
