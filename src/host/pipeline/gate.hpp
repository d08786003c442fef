// SPDX-License-Identifier: Apache-2.0
// What stays before the journal: repetitions, stale prices, surfaces and marks, requests of unknown
// accounts; and observations that came before their turn, which wait here, bounded, until the ones
// before them were applied. Engine thread only.
#pragma once
#include <ballast/engine/state.hpp>
#include <map>

namespace ballast::pipeline {

enum class GateVerdict : std::uint8_t
{
    Pass,
    Wait,   ///< an earlier event of the contract is missing
    Defer,  ///< what stands in the same batch decides about it: ask again when that is applied
    Refuse,
};

/// Where the contracts will stand once the batch that is being put together is applied.
class BatchAhead
{
public:
    /// The contract's last event, applied or in the batch.
    [[nodiscard]] std::uint64_t event_nonce(const engine::State& state,
                                            std::uint32_t contract) const;
    [[nodiscard]] bool has_head(std::uint32_t contract) const;
    /// `command` passed and stands in the batch now.
    void take(const engine::State& state, const Command& command);

private:
    struct Row
    {
        std::uint64_t event_nonce{};
        bool has_head{};
    };
    std::map<std::uint32_t, Row> rows_;
};

struct GateDecision
{
    GateVerdict verdict{};
    RejectReason reason{};
};

/// Looks at a command with the state before the batch and the contracts' events in it: a command
/// that passes may still be refused by the engine.
[[nodiscard]] GateDecision gate(const engine::State& state, const Command& command,
                                const BatchAhead& ahead = {});

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
