// SPDX-License-Identifier: Apache-2.0
// What stays before the journal: repetitions, stale prices, requests of unknown accounts; and
// observations that came before their turn, which wait here, bounded, until the ones before them
// were applied. Engine thread only.
#pragma once
#include <ballast/engine/state.hpp>
#include <map>

namespace ballast::pipeline {

enum class GateVerdict : std::uint8_t
{
    Pass,
    Wait,  ///< an earlier event of the contract is missing
    Refuse,
};

struct GateDecision
{
    GateVerdict verdict{};
    RejectReason reason{};
};

/// Looks at a command with the state it would be applied to, and the commands already in the same
/// batch applied or not: a command that passes may still be refused by the engine.
[[nodiscard]] GateDecision gate(const engine::State& state, const Command& command);

/// The contract and event number a waiting observation needs next.
struct WaitKey
{
    std::uint32_t contract{};
    std::uint64_t event_nonce{};  ///< the contract's counter must have reached this
    auto operator<=>(const WaitKey&) const = default;
};

/// What `command` waits for: its contract's counter at sequence - 1, or at a HEAD's event_nonce.
[[nodiscard]] std::optional<WaitKey> wait_key(const engine::State& state, const Command& command);

}  // namespace ballast::pipeline
