// SPDX-License-Identifier: Apache-2.0
// Answers to the API from the link, the relayer and the nodes.
#include "services.hpp"

namespace ballast::hub {
namespace {
/// Requests that wait for signatures; the oldest gives way, its caller has a deadline of its own.
constexpr std::size_t waiting_max = 16'384;
}  // namespace

void Services::set_node(const api::ChainNodeStatus& status)
{
    const std::lock_guard lock{mutex_};
    nodes_[status.chain] = status;
}

void Services::on_signed(OrderId order, const Bytes& vaa)
{
    std::vector<api::SignedCallback> ready;
    {
        const std::lock_guard lock{mutex_};
        const auto [from, to] = waiting_.equal_range(order);
        for (auto at = from; at != to; ++at) ready.push_back(std::move(at->second));
        waiting_.erase(from, to);
    }
    for (const api::SignedCallback& done : ready) done({order, vaa});
}

void Services::forget_waiting()
{
    std::multimap<OrderId, api::SignedCallback> forgotten;  // ends outside the lock
    const std::lock_guard lock{mutex_};
    waiting_.swap(forgotten);
}

std::optional<Sequence> Services::last_certified() const
{
    return link_ == nullptr ? std::nullopt : link_->status().certified;
}

std::vector<api::GuardianStatus> Services::guardians() const
{
    std::vector<api::GuardianStatus> out;
    if (link_ == nullptr) return out;
    const auto status = link_->status();
    for (std::uint32_t i = 0; i < status.guardians.size(); ++i)
    {
        const guardian::GuardianView& row = status.guardians[i];
        out.push_back({.index = i,
                       .key = row.key,
                       .connected = row.is_connected,
                       .certified = row.certified.value_or(Sequence{}),
                       .heard_ms = row.last_seen_ms,
                       .problem = row.refusal_sentence});
    }
    return out;
}

std::vector<api::ChainNodeStatus> Services::chain_nodes() const
{
    const std::lock_guard lock{mutex_};
    std::vector<api::ChainNodeStatus> out;
    for (const auto& [chain, status] : nodes_) out.push_back(status);
    return out;
}

void Services::when_signed(OrderId order, api::SignedCallback done)
{
    // Registered first: a signature that arrives in between then finds somebody waiting.
    {
        const std::lock_guard lock{mutex_};
        waiting_.emplace(order, std::move(done));
        if (waiting_.size() > waiting_max) waiting_.erase(waiting_.begin());
    }
    if (link_ == nullptr) return;
    if (const auto vaa = link_->signed_order(order)) on_signed(order, *vaa);
}

}  // namespace ballast::hub
