// SPDX-License-Identifier: Apache-2.0
// A liquidator: stands in a venue's rotation as long as its limits allow, takes over what the hub
// gives it, and hedges it or holds it. Uses the hub's public API and a node of the venue's chain.
// Leaves out other markets to hedge in.
#pragma once
#include <ballast/chains/evm/evm_account.hpp>
#include <ballast/demo/event_client.hpp>
#include <ballast/demo/liquidator/liquidator_toml.hpp>
#include <ballast/demo/quote_taking.hpp>
#include <ballast/env/clock.hpp>
#include <optional>

namespace ballast::demo {

class Liquidator
{
public:
    /// `io` runs and outlives it. The key is the owner's of the liquidator's account.
    Liquidator(net::IoContext& io, const net::Url& hub, const net::Url& node,
               LiquidatorConfig config, crypto::SecretKey key, const env::Clock& clock);

    /// One round: tells what came in, opts in or out as the limits say, and hedges. What another
    /// round can mend is logged; fails only where going on is useless.
    [[nodiscard]] Answer<void> round();
    [[nodiscard]] const AccountId& account() const { return account_; }

private:
    /// Why nothing more is done in this round.
    struct Pause
    {
        std::string why;
    };
    /// The account as the limits see it.
    struct Holding
    {
        i128 quantity_e18{};     ///< confirmed, of the instrument
        i128 notional_usd_e6{};  ///< with what is on its way
        i128 tradable_usd_e6{};
        bool has_pending{};
    };

    void tell_events();
    [[nodiscard]] Result<Holding, Pause> look(const Listing& listing);
    [[nodiscard]] Result<void, Pause> stand(const Listing& listing, const Holding& holding);
    [[nodiscard]] Result<bool, Pause> is_in_rotation(const Listing& listing);
    [[nodiscard]] Result<void, Pause> hedge(const Listing& listing, const Holding& holding);
    [[nodiscard]] Result<void, Pause> play_round();

    LiquidatorConfig config_;
    crypto::SecretKey key_;
    const env::Clock& clock_;
    net::IoContext& io_;
    net::Url hub_url_;
    HubClient hub_;
    chains::evm::EvmAccount wallet_;
    AccountId account_;
    std::unique_ptr<EventClient> events_;
    std::optional<bool> asked_;      ///< to be in the rotation or not: the last transaction's wish
    std::int64_t asked_until_ms_{};  ///< its attestation is waited for until then
    std::optional<std::string> said_pause_;
};

}  // namespace ballast::demo
