// SPDX-License-Identifier: Apache-2.0
// A vault as contracts/src/CollateralVault.sol behaves: what is locked, what may leave in a window,
// large releases after a delay, payments that the token refuses. Not used by the product.
#pragma once
#include <ballast/engine/testing/contract_model.hpp>

namespace ballast::engine::testing {

class VaultModel : public ContractModel
{
public:
    VaultModel(const Genesis& genesis, std::uint32_t row);

    void deposit(const Locked& locked);
    /// A RELEASE or a CANCEL. `token_moves`: else what is paid becomes claimable.
    ChainAnswer submit(const Order& order, bool token_moves);
    /// Pays a release whose delay is over.
    ChainAnswer pay_queued(OrderId order, bool token_moves);
    /// Releases that wait for their delay, some of them voided meanwhile.
    [[nodiscard]] const std::vector<OrderId>& queued() const { return queued_ids_; }
    [[nodiscard]] u128 locked(const Address& token) const;
    /// A hole in the vault: pays, at most what there is, what nobody ordered.
    void leak(Released released);
    [[nodiscard]] bool has_leaked() const { return has_leaked_; }

private:
    struct Asset
    {
        u128 locked{};
        u128 outflow_max{};
        u128 release_large{};
        u128 level{};  ///< of the outflow bucket, times the window
        std::uint64_t level_time_s{};
    };
    struct QueuedRelease
    {
        Release release;
        std::uint64_t ready_s{};
        std::uint64_t expiry_s{};
    };

    ChainAnswer pay(OrderId order, const Release& release, bool token_moves);
    [[nodiscard]] u128 level_now(const Asset& asset) const;

    std::uint64_t delay_s_{};
    bool has_leaked_{};
    std::map<Address, Asset> assets_;
    std::map<OrderId, QueuedRelease> queue_;
    std::vector<OrderId> queued_ids_;
};

}  // namespace ballast::engine::testing
