// SPDX-License-Identifier: Apache-2.0
// When each block of a chain was first seen to be final, by a poll of its own.
#pragma once
#include <ballast/demo/local_chain.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace ballast::demo {

class FinalityClock
{
public:
    /// Asks the node every `poll` on a thread of its own; the chain outlives it.
    FinalityClock(const LocalChain& chain, std::chrono::milliseconds poll);
    ~FinalityClock();
    FinalityClock(const FinalityClock&) = delete;
    FinalityClock& operator=(const FinalityClock&) = delete;

    /// Monotonic microseconds at which the block was first seen to be final; nothing while it is
    /// not.
    [[nodiscard]] std::optional<std::int64_t> final_at_us(std::uint64_t block_number) const;

private:
    void run();

    const LocalChain& chain_;
    std::chrono::milliseconds poll_;
    mutable std::mutex mutex_;
    std::condition_variable ending_;
    bool is_ending_{};
    std::map<std::uint64_t, std::int64_t> seen_us_;  ///< by the finalised block's number
    std::thread thread_;
};

}  // namespace ballast::demo
