// SPDX-License-Identifier: Apache-2.0
// Counters and histograms in the text format of Prometheus.
#include "metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace ballast::api {
namespace {
namespace prom = prometheus;

const prom::Histogram::BucketBoundaries latency_buckets_s = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

/// Families that are made anew for each scrape.
class Families
{
public:
    void counter(std::string name, std::string help, std::uint64_t value)
    {
        add(std::move(name), std::move(help), prom::MetricType::Counter).counter.value =
            static_cast<double>(value);
    }
    void gauge(std::string name, std::string help, std::uint64_t value)
    {
        add(std::move(name), std::move(help), prom::MetricType::Gauge).gauge.value =
            static_cast<double>(value);
    }
    /// One more value of the family that was added last, or of a new one.
    void labelled_gauge(const std::string& name, const std::string& help,
                        prom::ClientMetric::Label label, std::uint64_t value)
    {
        if (families_.empty() || families_.back().name != name)
            families_.push_back({name, help, prom::MetricType::Gauge, {}});
        prom::ClientMetric metric;
        metric.label.push_back(std::move(label));
        metric.gauge.value = static_cast<double>(value);
        families_.back().metric.push_back(std::move(metric));
    }
    [[nodiscard]] std::vector<prom::MetricFamily>&& take() { return std::move(families_); }

private:
    prom::ClientMetric& add(std::string name, std::string help, prom::MetricType type)
    {
        families_.push_back({std::move(name), std::move(help), type, {{}}});
        return families_.back().metric.front();
    }
    std::vector<prom::MetricFamily> families_;
};

void show_pipeline(Families& out, const MetricsSnapshot& s)
{
    const pipeline::PipelineCounters& p = s.pipeline;
    out.counter("ballast_submitted_total", "submissions to the pipeline", p.submitted);
    out.counter("ballast_refused_evidence_total", "submissions whose evidence proved nothing",
                p.refused_evidence);
    out.counter("ballast_not_now_total", "submissions that stayed before the journal", p.not_now);
    out.counter("ballast_queue_full_total", "submissions refused because the queue was full",
                p.queue_full);
    out.counter("ballast_commands_total", "commands in the journal", p.commands);
    out.counter("ballast_commands_rejected_total", "commands that the engine refused", p.rejected);
    out.counter("ballast_batches_total", "durable batches", p.batches);
    out.counter("ballast_journal_bytes_total", "bytes of these batches", p.journal_bytes);
    out.gauge("ballast_submissions_waiting", "submissions in the pipeline's queues", p.waiting);
    out.gauge("ballast_observations_early", "observations that wait for an earlier one",
              p.early_observations);
    out.gauge("ballast_sequence", "last command applied", s.sequence.value);
    if (s.certified)
        out.gauge("ballast_certified_sequence", "last command under a quorum's certificate",
                  s.certified->value);
}

void show_hub(Families& out, const MetricsSnapshot& s)
{
    for (const GuardianStatus& guardian : s.guardians)
        out.labelled_gauge("ballast_guardian_connected", "whether a guardian's link is open",
                           {"guardian", std::to_string(guardian.index)}, guardian.connected);
    for (const GuardianStatus& guardian : s.guardians)
        out.labelled_gauge("ballast_guardian_certified_sequence", "last command that it certified",
                           {"guardian", std::to_string(guardian.index)}, guardian.certified.value);
    for (const ChainNodeStatus& node : s.chain_nodes)
        out.labelled_gauge("ballast_chain_reachable", "whether the hub reaches a node of the chain",
                           {"chain", std::to_string(node.chain.value)}, node.reachable);
    for (const ChainNodeStatus& node : s.chain_nodes)
        out.labelled_gauge("ballast_relays_pending", "transactions of the relayer under way",
                           {"chain", std::to_string(node.chain.value)}, node.relays_pending);
    out.counter("ballast_relayer_sent_total", "transactions sent", s.relayer.sent);
    out.counter("ballast_relayer_replaced_total", "sent again with a higher fee",
                s.relayer.replaced);
    out.counter("ballast_relayer_included_total", "included in a block", s.relayer.included);
    out.counter("ballast_relayer_reverted_total", "failed in a block", s.relayer.reverted);
    out.counter("ballast_relayer_refused_total", "not sent: the contract would refuse",
                s.relayer.refused);
    out.gauge("ballast_event_subscribers", "open event streams", s.subscribers);
    out.gauge("ballast_quotes", "quotes on the board", s.quotes);
    out.gauge("ballast_permits_waiting", "trades that wait for their quorum", s.permits_waiting);
}
}  // namespace

struct Metrics::Impl
{
    std::shared_ptr<prom::Registry> registry = std::make_shared<prom::Registry>();
    prom::Family<prom::Counter>& requests = prom::BuildCounter()
                                                .Name("ballast_api_requests_total")
                                                .Help("answers by route and status")
                                                .Register(*registry);
    prom::Histogram& permits = prom::BuildHistogram()
                                   .Name("ballast_permit_seconds")
                                   .Help("from a trade's request to its certified permit")
                                   .Register(*registry)
                                   .Add({}, latency_buckets_s);
    prom::Histogram& commits = prom::BuildHistogram()
                                   .Name("ballast_commit_seconds")
                                   .Help("from a command's time to its outcome at the API")
                                   .Register(*registry)
                                   .Add({}, latency_buckets_s);
};

Metrics::Metrics() : impl_{std::make_unique<Impl>()} {}
Metrics::~Metrics() = default;

void Metrics::count_request(std::string_view route, unsigned status)
{
    impl_->requests.Add({{"route", std::string{route}}, {"status", std::to_string(status)}})
        .Increment();
}

void Metrics::observe_permit_ms(std::int64_t duration_ms)
{
    impl_->permits.Observe(static_cast<double>(duration_ms) / 1000);
}

void Metrics::observe_commit_ms(std::int64_t duration_ms)
{
    impl_->commits.Observe(static_cast<double>(duration_ms) / 1000);
}

std::string Metrics::text(const MetricsSnapshot& snapshot) const
{
    Families read;
    show_pipeline(read, snapshot);
    show_hub(read, snapshot);
    std::vector<prom::MetricFamily> all = impl_->registry->Collect();
    for (prom::MetricFamily& family : read.take()) all.push_back(std::move(family));
    return prom::TextSerializer{}.Serialize(all);
}

const std::shared_ptr<prom::Registry>& Metrics::registry() const { return impl_->registry; }

}  // namespace ballast::api
