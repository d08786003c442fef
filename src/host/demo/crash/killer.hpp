// SPDX-License-Identifier: Apache-2.0
// Kills the hub and guardians at seeded moments, and starts them again: SIGKILL, never more than
// one guardian down at once. Leaves out what goes on meanwhile.
#pragma once
#include <atomic>
#include <ballast/demo/stage.hpp>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

namespace ballast::demo {

class Killer
{
public:
    /// Begins at once. The stage's processes are its own until finish() has returned; it outlives
    /// them (children end with the thread that started them).
    Killer(Stage& stage, std::uint64_t seed, std::size_t kills);
    ~Killer();
    Killer(const Killer&) = delete;
    Killer& operator=(const Killer&) = delete;

    [[nodiscard]] std::size_t kills() const { return kills_; }
    [[nodiscard]] bool is_done() const { return is_done_; }
    /// Waits until the last kill, and everything was started again.
    [[nodiscard]] Answer<void> finish();
    /// "hub 80, guardian-1 30, …"
    [[nodiscard]] std::string tally() const;

private:
    void run();
    [[nodiscard]] Answer<void> strike();
    [[nodiscard]] Answer<void> revive();
    [[nodiscard]] bool rest(std::chrono::milliseconds duration);

    Stage& stage_;
    std::mt19937_64 random_;
    const std::size_t wanted_;
    std::atomic<std::size_t> kills_{};
    std::atomic<bool> is_done_{};
    std::optional<std::size_t> dead_;  ///< the guardian that is down
    std::vector<std::size_t> struck_;  ///< by victim, the hub last
    std::optional<Failure> failure_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool is_ending_{};
    std::thread thread_;  ///< last: it uses everything above
};

}  // namespace ballast::demo
