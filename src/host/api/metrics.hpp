// SPDX-License-Identifier: Apache-2.0
// Prometheus metrics: what the API counts itself, and what is read from the others when asked.
#pragma once
#include <ballast/api/hub_services.hpp>
#include <ballast/pipeline/pipeline.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace prometheus {
class Registry;
}

namespace ballast::api {

/// What is read at the moment of a scrape.
struct MetricsSnapshot
{
    pipeline::PipelineCounters pipeline;
    Sequence sequence;
    std::optional<Sequence> certified;
    std::vector<GuardianStatus> guardians;
    std::vector<ChainNodeStatus> chain_nodes;
    RelayerCounters relayer;
    std::size_t subscribers{};
    std::size_t quotes{};
    std::size_t permits_waiting{};
};

class Metrics
{
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// Counts an answer; `route` is one of a fixed table.
    void count_request(std::string_view route, unsigned status);
    /// From a trade's request to the permit under its quorum.
    void observe_permit_ms(std::int64_t duration_ms);
    /// From a command's time to its outcome at the API.
    void observe_commit_ms(std::int64_t duration_ms);
    /// The text format of everything.
    [[nodiscard]] std::string text(const MetricsSnapshot& snapshot) const;
    [[nodiscard]] const std::shared_ptr<prometheus::Registry>& registry() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::api
