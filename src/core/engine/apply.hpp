// SPDX-License-Identifier: Apache-2.0
// The state machine: one sequenced command at a time, the only place that changes State. Dispatch
// and the passing of time; the rules stand in commands/. Core has no clock: time comes with the
// command.
#pragma once
#include <ballast/engine/state.hpp>

namespace ballast::engine {

/// Applies `command`, whose sequence is the next one (0 for the first). Events and orders are
/// appended to `sink`. A refused command changes nothing but sequence and nonce. Time never goes
/// back: such a command is refused.
void apply(State& state, const SequencedCommand& command, OutcomeSink& sink);

}  // namespace ballast::engine
