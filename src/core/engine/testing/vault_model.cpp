// SPDX-License-Identifier: Apache-2.0
// Locking and paying.
#include "vault_model.hpp"

#include <algorithm>

namespace ballast::engine::testing {
namespace {
constexpr std::uint64_t window_s = 600;
}  // namespace

VaultModel::VaultModel(const Genesis& genesis, std::uint32_t row)
    : ContractModel{genesis, row},
      delay_s_{static_cast<std::uint64_t>(genesis.contracts[row].release_delay_ms / 1000)}
{
    for (const GenesisToken& token : genesis.tokens)
        if (token.chain == genesis.contracts[row].chain)
            assets_[token.address] = {.outflow_max = token.outflow_max,
                                      .release_large = token.release_large};
}

void VaultModel::deposit(const Locked& locked)
{
    if (const auto at = assets_.find(locked.token); at != assets_.end())
        at->second.locked += locked.amount;
    observe(locked);
}

ChainAnswer VaultModel::submit(const Order& order, bool token_moves)
{
    if (const ChainAnswer answer = executable(order); answer != ChainAnswer::Done) return answer;
    if (const auto* target = std::get_if<Cancel>(&order.body)) return cancel(order, target->target);
    const Release& release = std::get<Release>(order.body);
    const Asset& asset = assets_.at(release.token);
    if (release.amount == 0) return ChainAnswer::AmountZero;
    if (release.amount > asset.locked) return ChainAnswer::AmountAboveLocked;
    if (release.amount < asset.release_large) return pay(order.id, release, token_moves);

    if (release.amount > asset.outflow_max) return ChainAnswer::OutflowLimited;
    const std::uint64_t ready_s = time_s() + delay_s_;
    if (order.expiry_s < ready_s) return ChainAnswer::ExpiryInsideDelay;
    set_state(order.id, OrderState::Queued);
    queue_[order.id] = {release, ready_s, order.expiry_s};
    queued_ids_.push_back(order.id);
    return ChainAnswer::Queued;
}

ChainAnswer VaultModel::pay_queued(OrderId order, bool token_moves)
{
    if (state_of(order) != OrderState::Queued)
    {
        std::erase(queued_ids_, order);
        return ChainAnswer::OrderUsed;
    }
    const QueuedRelease& queued = queue_.at(order);
    if (time_s() < queued.ready_s) return ChainAnswer::ReleaseNotReady;
    if (time_s() > queued.expiry_s)
    {
        std::erase(queued_ids_, order);
        return ChainAnswer::OrderExpired;
    }
    const ChainAnswer answer = pay(order, queued.release, token_moves);
    if (answer == ChainAnswer::Done) std::erase(queued_ids_, order);
    return answer;
}

u128 VaultModel::locked(const Address& token) const { return assets_.at(token).locked; }

void VaultModel::leak(Released released)
{
    Asset& asset = assets_.at(released.token);
    released.amount = std::min(released.amount, asset.locked);
    if (released.amount == 0) return;
    asset.locked -= released.amount;
    has_leaked_ = true;
    lie(released);
}

ChainAnswer VaultModel::pay(OrderId order, const Release& release, bool token_moves)
{
    Asset& asset = assets_.at(release.token);
    if (release.amount > asset.locked) return ChainAnswer::AmountAboveLocked;
    const u128 level = level_now(asset);
    if (level + release.amount * window_s > asset.outflow_max * window_s)
        return ChainAnswer::OutflowLimited;
    asset.level = level + release.amount * window_s;
    asset.level_time_s = time_s();
    asset.locked -= release.amount;
    set_state(order, OrderState::Executed);
    observe(Released{order, release.token, release.amount, release.recipient,
                     token_moves ? ReleaseOutcome::Paid : ReleaseOutcome::Claimable});
    return ChainAnswer::Done;
}

u128 VaultModel::level_now(const Asset& asset) const
{
    const u128 leaked = asset.outflow_max * (time_s() - asset.level_time_s);
    return asset.level > leaked ? asset.level - leaked : 0;
}

}  // namespace ballast::engine::testing
