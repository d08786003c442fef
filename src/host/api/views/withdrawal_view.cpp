// SPDX-License-Identifier: Apache-2.0
// A withdrawal as shown.
#include "withdrawal_view.hpp"

namespace ballast::api {
namespace {
WithdrawalStage stage_of(const OrderStatus& status)
{
    switch (status.stage)
    {
        case OrderStage::Issued:
            return WithdrawalStage::Approved;
        case OrderStage::Signed:
            return WithdrawalStage::Signed;
        case OrderStage::Sent:
        case OrderStage::Included:
            return status.queued ? WithdrawalStage::Delayed : WithdrawalStage::Presented;
        case OrderStage::Failed:
            return status.queued ? WithdrawalStage::Delayed : WithdrawalStage::Failed;
        case OrderStage::Executed:
            return status.claimable ? WithdrawalStage::Claimable : WithdrawalStage::Paid;
        case OrderStage::Lapsed:
            return WithdrawalStage::Lapsed;
        case OrderStage::Voided:
            return WithdrawalStage::Voided;
    }
    return WithdrawalStage::Approved;
}
}  // namespace

WithdrawalStatusView withdrawal_status_view(const engine::State& state, const OrderStatus& status)
{
    const Release& release = std::get<Release>(status.order.body);
    WithdrawalStatusView out{.withdrawal_id = status.order.id,
                             .stage = stage_of(status),
                             .sequence = status.sequence,
                             .account = release.account,
                             .chain = status.order.chain,
                             .eip155 = status.order.eip155,
                             .token = release.token,
                             .amount = release.amount,
                             .recipient = release.recipient,
                             .vault = status.order.contract,
                             .expiry_s = status.order.expiry_s,
                             .problem = status.problem};
    if (const auto token = state.registry.token(status.order.chain, release.token))
    {
        const GenesisToken& listing = state.genesis.tokens[token->value];
        out.asset = listing.asset;
        out.amount_decimal = to_decimal_scaled(static_cast<i128>(release.amount), listing.decimals);
    }
    if (const auto under_way = state.releases.find(status.order.id);
        under_way != state.releases.end() && under_way->second.cancel.value != 0)
        out.stage = WithdrawalStage::Cancelling;
    if (!status.vaa.empty()) out.vaa = status.vaa;
    if (!status.transaction.is_zero()) out.transaction = status.transaction;
    return out;
}

}  // namespace ballast::api
