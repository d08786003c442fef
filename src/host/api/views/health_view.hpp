// SPDX-License-Identifier: Apache-2.0
// Whether the hub can serve, and every reason why not. Leaves out JSON.
#pragma once
#include <ballast/api/api_settings.hpp>
#include <ballast/api/hub_services.hpp>
#include <ballast/engine/state.hpp>
#include <ballast/pipeline/pipeline.hpp>
#include <boost/describe.hpp>

namespace ballast::api {

/// One thing that is wrong.
struct HealthReason
{
    std::string code;
    std::string sentence;
    bool operator==(const HealthReason&) const = default;
};
BOOST_DESCRIBE_STRUCT(HealthReason, (), (code, sentence))

struct HealthView
{
    bool healthy{};
    std::vector<HealthReason> reasons;
    Sequence sequence;
    std::optional<Sequence> certified;
    std::uint32_t guardians_connected{};
    std::uint32_t guardians_needed{};  ///< the quorum
    std::uint64_t waiting{};           ///< submissions in the pipeline
    std::vector<GuardianStatus> guardians;
    std::vector<ChainNodeStatus> chain_nodes;
};
BOOST_DESCRIBE_STRUCT(HealthView, (),
                      (healthy, reasons, sequence, certified, guardians_connected, guardians_needed,
                       waiting, guardians, chain_nodes))

/// What the state alone says: stale prices, old heads, tripped routes, gaps in containment.
[[nodiscard]] std::vector<HealthReason> state_reasons(const engine::State& state,
                                                      const ApiSettings& settings,
                                                      std::int64_t now_ms);
/// Everything together. `now_ms` is the clock's.
[[nodiscard]] HealthView health_view(const pipeline::Pipeline& pipeline,
                                     const HubServices& services, const ApiSettings& settings,
                                     std::int64_t now_ms);

}  // namespace ballast::api
