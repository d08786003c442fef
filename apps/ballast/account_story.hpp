// SPDX-License-Identifier: Apache-2.0
// The story of one account from a journal, told as a person would tell it: what happened, why, and
// where it left the account's margin. Leaves out where the outcomes come from.
#pragma once
#include <ballast/engine/state.hpp>
#include <ballast/pipeline/outcome.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ballast::app {

/// One sentence of it.
struct StoryLine
{
    Sequence sequence;
    std::int64_t time_ms{};
    std::string event;  ///< the event's name
    std::string sentence;
    bool is_margin{};  ///< where the margin stands after the command, no event
};

/// The sentences of one command for `account`; none where it is not concerned. `state` is the one
/// after the command.
[[nodiscard]] std::vector<StoryLine> tell(const AccountId& account,
                                          const pipeline::CommandOutcome& outcome,
                                          const engine::State& state);

/// "2026-11-23 17:04:25.120" in UTC.
[[nodiscard]] std::string utc(std::int64_t time_ms);

}  // namespace ballast::app
