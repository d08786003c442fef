// SPDX-License-Identifier: Apache-2.0
// Promises of surfaces and marks: what they name, and when they end.
#include "market_promises.hpp"

#include <algorithm>

namespace ballast::guardian {

void MarketPromises::note_sequenced(const Command& command)
{
    const auto note = [this](const Subject& subject, std::uint64_t time_s) {
        std::uint64_t& newest_s = sequenced_s_[subject];
        newest_s = std::max(newest_s, time_s);
    };
    if (const auto* surface = std::get_if<UpdateVolatility>(&command))
        note({false, surface->update.underlying}, surface->update.publish_time_s);
    else if (const auto* marks = std::get_if<UpdateMarks>(&command))
        for (const InstrumentMark& mark : marks->update.marks)
            note({true, mark.instrument.value}, mark.time_s);
}

/// What of the command is listed, each with the moment at which the hub may leave it out.
std::vector<MarketPromises::Item> MarketPromises::items_of(const Genesis& genesis,
                                                           const Command& command)
{
    std::vector<Item> out;
    const auto add = [&](const Subject& subject, std::uint64_t time_s, std::int64_t staleness_ms) {
        out.push_back({subject, time_s, static_cast<std::int64_t>(time_s) * 1000 + staleness_ms});
    };
    const auto* surface = std::get_if<UpdateVolatility>(&command);
    if (surface != nullptr && genesis.scenarios)
        for (const GenesisUnderlying& row : genesis.scenarios->underlyings)
            if (row.feed == surface->update.underlying)
                add({false, row.feed}, surface->update.publish_time_s, row.surface_staleness_ms);
    if (const auto* marks = std::get_if<UpdateMarks>(&command))
        for (const InstrumentMark& mark : marks->update.marks)
        {
            const auto listing =
                std::ranges::find(genesis.instruments, mark.instrument, &GenesisInstrument::name);
            if (listing == genesis.instruments.end()) continue;
            const auto feed = std::ranges::find(genesis.feeds, listing->feed, &GenesisFeed::id);
            add({true, mark.instrument.value}, mark.time_s, feed->staleness_ms);
        }
    return out;
}

bool MarketPromises::is_in(const engine::State& state, const Item& item) const
{
    const auto at = sequenced_s_.find(item.subject);
    if (at != sequenced_s_.end() && at->second >= item.time_s) return true;
    // What came before this program started.
    if (item.subject.is_mark)
    {
        for (std::size_t k = 0; k < state.genesis.instruments.size(); ++k)
            if (state.genesis.instruments[k].name.value == item.subject.id &&
                state.marks[k].time_s >= item.time_s)
                return true;
        return false;
    }
    if (!state.genesis.scenarios) return false;
    const auto& rows = state.genesis.scenarios->underlyings;
    const auto row = std::ranges::find(rows, item.subject.id, &GenesisUnderlying::feed);
    return row != rows.end() &&
           state.surfaces[static_cast<std::size_t>(row - rows.begin())].publish_time_s >=
               item.time_s;
}

std::optional<std::int64_t> MarketPromises::make(const engine::State& state, const Command& command,
                                                 const Bytes32& digest)
{
    if (!state.open) return {};
    Promise promise{digest, items_of(state.genesis, command)};
    std::erase_if(promise.items, [&](const Item& item) { return is_in(state, item); });
    if (promise.items.empty()) return {};
    const Subject& first = promise.items.front().subject;
    const auto void_after_ms =
        std::ranges::max_element(promise.items, {}, &Item::void_after_ms)->void_after_ms;
    const Subject place = first.is_mark ? Subject{true, {}} : first;
    if (!open_.try_emplace(place, std::move(promise)).second) return {};
    return void_after_ms;
}

std::vector<Bytes32> MarketPromises::settle(const engine::State& state, std::int64_t now_ms)
{
    std::vector<Bytes32> out;
    std::erase_if(open_, [&](const auto& row) {
        const bool is_over = std::ranges::all_of(row.second.items, [&](const Item& item) {
            return now_ms > item.void_after_ms || is_in(state, item);
        });
        if (is_over) out.push_back(row.second.digest);
        return is_over;
    });
    return out;
}

}  // namespace ballast::guardian
