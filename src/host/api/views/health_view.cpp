// SPDX-License-Identifier: Apache-2.0
// Health, reason by reason.
#include "health_view.hpp"

#include <algorithm>
#include <ballast/api/json_view.hpp>
#include <ballast/api/views/chain_view.hpp>

namespace ballast::api {
namespace {
void check_prices(std::vector<HealthReason>& out, const engine::State& state, std::int64_t now_ms)
{
    for (std::size_t i = 0; i < state.feeds.size(); ++i)
    {
        const GenesisFeed& listing = state.genesis.feeds[i];
        const market::FeedPrice& price = state.feeds[i];
        if (!price.exists())
            out.push_back({"PriceMissing", "feed " + listing.name + " has no price yet"});
        else if (now_ms > price.fresh_until_ms(listing.staleness_ms))
            out.push_back({"PriceStale", "feed " + listing.name + " is " +
                                             std::to_string(now_ms - price.publish_time_s * 1000) +
                                             " ms old; its bound is " +
                                             std::to_string(listing.staleness_ms)});
        else if (price.degraded)
            out.push_back({"PriceDegraded",
                           "the confidence of feed " + listing.name + " is above its bound"});
    }
}

void check_contract(std::vector<HealthReason>& out, const ChainView& chain,
                    const ContractView& contract, std::int64_t head_age_ms_max)
{
    const std::string name = "the " +
                             std::string{contract.kind == ContractKind::Vault ? "vault" : "venue"} +
                             " " + address_text(contract.address) + " on " + chain.name;
    if (contract.status != engine::RouteStatus::Green)
        out.push_back({"RouteTripped", name + " is " + enum_text(contract.status)});
    if (contract.head_age_ms < 0)
        out.push_back({"HeadMissing", name + " has no finalised head yet"});
    else if (contract.head_age_ms > head_age_ms_max)
        out.push_back({"HeadOld", "the last finalised head of " + name + " is " +
                                      std::to_string(contract.head_age_ms) + " ms old"});
}

void check_guardians(HealthView& out)
{
    for (const GuardianStatus& guardian : out.guardians)
    {
        if (guardian.connected) ++out.guardians_connected;
        if (!guardian.problem.empty())
            out.reasons.push_back({"GuardianRefuses", "guardian " + std::to_string(guardian.index) +
                                                          ": " + guardian.problem});
    }
    if (out.guardians_connected < out.guardians_needed)
        out.reasons.push_back({"BelowQuorum", std::to_string(out.guardians_connected) + " of " +
                                                  std::to_string(out.guardians.size()) +
                                                  " guardians are connected; " +
                                                  std::to_string(out.guardians_needed) +
                                                  " are needed"});
}
}  // namespace

std::vector<HealthReason> state_reasons(const engine::State& state, const ApiSettings& settings,
                                        std::int64_t now_ms)
{
    std::vector<HealthReason> out;
    check_prices(out, state, now_ms);
    for (const ChainView& chain : chains_view(state, now_ms).chains)
    {
        for (const ContractView& contract : chain.contracts)
            check_contract(out, chain, contract, settings.head_age_ms_max);
        for (const TokenView& token : chain.tokens)
            if (token.difference != 0)
                out.push_back({"Containment", "claims on " + token.asset + " on " + chain.name +
                                                  " differ from what is locked by " +
                                                  to_decimal(token.difference) + " units"});
    }
    return out;
}

HealthView health_view(const pipeline::Pipeline& pipeline, const HubServices& services,
                       const ApiSettings& settings, std::int64_t now_ms)
{
    HealthView out;
    pipeline.read([&](const pipeline::Replica& replica) {
        out.sequence = replica.state().counters.sequence;
        out.guardians_needed = static_cast<std::uint32_t>(replica.genesis().guardians.quorum());
        if (replica.state().open)
            out.reasons = state_reasons(replica.state(), settings, now_ms);
        else
            out.reasons.push_back({"NotReady", "the hub is opening its journal"});
    });
    if (!pipeline.is_running())
        out.reasons.push_back({"NoTerm",
                               "nothing is sequenced: the hub opens a term with a quorum of "
                               "guardians, or stops"});
    out.certified = services.last_certified();
    out.waiting = pipeline.counters().waiting;
    out.guardians = services.guardians();
    out.chain_nodes = services.chain_nodes();
    if (const auto failure = pipeline.failure())
        out.reasons.push_back({"PipelineFailed", *failure});
    if (out.waiting > settings.queue_waiting_max)
        out.reasons.push_back({"QueueLong", std::to_string(out.waiting) + " submissions wait"});
    for (const ChainNodeStatus& node : out.chain_nodes)
        if (!node.reachable)
            out.reasons.push_back({"NodeUnreachable", "chain " + std::to_string(node.chain.value) +
                                                          ": " + node.problem});
    check_guardians(out);
    out.healthy = out.reasons.empty();
    return out;
}

}  // namespace ballast::api
