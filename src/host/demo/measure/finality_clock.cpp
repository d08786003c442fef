// SPDX-License-Identifier: Apache-2.0
// The first sight of finality, by polling of its own, beside the guardians.
#include "finality_clock.hpp"

#include <ballast/demo/event_client.hpp>

namespace ballast::demo {

FinalityClock::FinalityClock(const LocalChain& chain, std::chrono::milliseconds poll)
    : chain_{chain}, poll_{poll}, thread_{[this] { run(); }}
{}

FinalityClock::~FinalityClock()
{
    {
        const std::lock_guard lock{mutex_};
        is_ending_ = true;
    }
    ending_.notify_all();
    thread_.join();
}

std::optional<std::int64_t> FinalityClock::final_at_us(std::uint64_t block_number) const
{
    const std::lock_guard lock{mutex_};
    // The first finalised block that was seen at or behind it made it final.
    const auto at = seen_us_.lower_bound(block_number);
    if (at == seen_us_.end()) return std::nullopt;
    return at->second;
}

void FinalityClock::run()
{
    std::unique_lock lock{mutex_};
    while (!is_ending_)
    {
        lock.unlock();
        const auto finalised = chain_.finalised_block();
        const std::int64_t now_us = monotonic_us();
        lock.lock();
        if (finalised) seen_us_.try_emplace(*finalised, now_us);
        ending_.wait_for(lock, poll_, [this] { return is_ending_; });
    }
}

}  // namespace ballast::demo
