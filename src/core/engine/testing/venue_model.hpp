// SPDX-License-Identifier: Apache-2.0
// A venue as contracts/src/Venue.sol behaves: positions, epochs, quotes, liquidators, settlement of
// what expired. Leaves out signatures. Not used by the product.
#pragma once
#include <ballast/engine/testing/contract_model.hpp>
#include <optional>
#include <set>

namespace ballast::engine::testing {

/// What a permit is presented with.
struct TradeEvidence
{
    Quote quote;
    Bytes32 quote_digest;
    Accept accept;
    Bytes32 accept_digest;
};

class VenueModel : public ContractModel
{
public:
    VenueModel(const Genesis& genesis, std::uint32_t row);

    ChainAnswer execute_trade(const Order& order, const TradeEvidence& evidence);
    /// A TRANSFER, a SETTLE or a CANCEL.
    ChainAnswer submit(const Order& order);
    ChainAnswer set_liquidator(const AccountId& account, bool opted);
    [[nodiscard]] bool is_liquidator(const AccountId& account) const;
    /// Zero from the settlement of the instrument on.
    [[nodiscard]] i128 position(const AccountId& account, const InstrumentName& instrument) const;
    /// What a unit of the instrument was settled at, 18 decimals; nothing before.
    [[nodiscard]] std::optional<i128> settled_at(const InstrumentName& instrument) const;

private:
    struct Listing
    {
        i128 lot{};
        std::uint64_t expiry_s{};  ///< 0: never
        std::optional<i128> settled_at;
    };
    struct Liquidator
    {
        bool opted{};
        std::uint64_t until_s{};
    };
    using Holding = std::pair<AccountId, InstrumentName>;

    [[nodiscard]] bool is_quantity(const InstrumentName& instrument, i128 quantity) const;
    [[nodiscard]] ChainAnswer terms(const Permit& permit, const TradeEvidence& evidence) const;
    [[nodiscard]] ChainAnswer still_permitted(const Permit& permit,
                                              const TradeEvidence& evidence) const;
    ChainAnswer transfer(const Order& order, const Transfer& transfer);
    ChainAnswer settle(const Order& order, const Settle& settle);
    [[nodiscard]] bool is_too_long(const Order& order) const;
    [[nodiscard]] std::uint64_t epoch(const AccountId& account) const;
    void move(const AccountId& from, const AccountId& to, const InstrumentName& instrument,
              i128 quantity);

    std::uint64_t order_life_s_{};
    std::map<InstrumentName, Listing> listed_;
    std::map<Holding, i128> positions_;
    std::map<AccountId, std::uint64_t> epochs_;
    std::map<Bytes32, i128> filled_;
    std::set<Bytes32> accepts_used_;
    std::map<AccountId, Liquidator> liquidators_;
};

}  // namespace ballast::engine::testing
