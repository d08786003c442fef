// SPDX-License-Identifier: Apache-2.0
// The margin check without its queue: at every instant everybody is margined from nothing, in turn,
// and what the rule says of them (docs/margin.md, Decisions) is compared with what the engine does
// of those that it looks at, and leaves undone of those that it does not. Not used by the product.
#pragma once
#include <ballast/engine/state.hpp>
#include <string>

namespace ballast::engine::testing {

class FullCheck
{
public:
    struct Counts
    {
        std::uint64_t instants{};
        std::uint64_t margined{};    ///< accounts, from nothing
        std::uint64_t spared{};      ///< accounts that the engine did not look at in their turn
        std::uint64_t below{};       ///< accounts below MM, in their turn
        std::uint64_t liquidated{};  ///< found by both, at the second of two instants
    };

    /// Lets time pass up to a command of this sequence and time, as apply does before it looks at
    /// the command itself; to be applied to the same state next. The outcome goes into `sink`.
    void pass_time(State& state, Sequence sequence, std::int64_t now_ms, OutcomeSink& sink);
    /// Where the engine and the rule differ, as a sentence; empty while nowhere.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] const Counts& counts() const { return counts_; }

private:
    struct Row
    {
        std::int64_t first_below_ms{};  ///< of two instants; 0: it was not below
        std::uint64_t generation{};     ///< of what is known below; 0: nothing
        bool is_called{};
        bool is_below{};
        i128 cushion_usd_e6{};
    };

    void check_instants(State& state, std::int64_t before_ms, std::int64_t now_ms,
                        OutcomeSink& sink);
    void check_instant(State& state, std::int64_t instant_ms, OutcomeSink& sink);
    void note_dead_feeds(const State& state, std::int64_t instant_ms);
    void margin(const State& state, AccountIndex account, std::int64_t instant_ms);
    void check_spared(const State& state, AccountIndex account, std::int64_t instant_ms);
    void check_due(State& state, AccountIndex account, std::int64_t instant_ms, OutcomeSink& sink);
    void fail_with(const State& state, AccountIndex account, std::int64_t instant_ms,
                   const char* what);

    std::vector<Row> by_account_;  ///< by account
    /// Grows with everything that may change an account's margin.
    std::uint64_t generation_{};
    std::int64_t last_instant_ms_{};
    Counts counts_;
    std::string problem_;
};

}  // namespace ballast::engine::testing
