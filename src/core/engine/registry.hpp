// SPDX-License-Identifier: Apache-2.0
// Look-ups derived from genesis: from the ids on the wire to dense indices, and constants computed
// once.
#pragma once
#include <ballast/domain/genesis.hpp>
#include <ballast/risk/haircut.hpp>
#include <optional>
#include <vector>

namespace ballast::engine {

/// One listed token with what the engine needs on every deposit.
struct TokenInfo
{
    std::uint32_t chain{};  ///< row in Genesis::chains
    std::uint32_t asset{};  ///< row in Genesis::assets
    std::uint32_t feed{};   ///< row in Genesis::feeds
    bool settlement{};
    i128 unit{1};  ///< 10^(decimals + 2)
    i128 settlement_unit{
        1};  ///< 10^(decimals - 6): token units of one USD e6; settlement tokens only
    risk::HaircutTerms haircut;
};

/// One listed instrument.
struct InstrumentInfo
{
    std::uint32_t contract{};  ///< row in Genesis::contracts
    std::uint32_t chain{};
    std::uint32_t feed{};
    TokenIndex settlement_token;  ///< where debts of its P&L arise
};

/// A wire key and its row; tables are sorted by key for binary search.
struct ContractKey
{
    ChainId chain;
    Address address;
    auto operator<=>(const ContractKey&) const = default;
};

class Registry
{
public:
    Registry() = default;
    /// Of a genesis in which find_problem found none.
    explicit Registry(const Genesis& genesis);

    [[nodiscard]] std::optional<std::uint32_t> contract(ChainId chain,
                                                        const Address& address) const;
    [[nodiscard]] std::optional<TokenIndex> token(ChainId chain, const Address& address) const;
    [[nodiscard]] std::optional<InstrumentIndex> instrument(std::uint32_t contract,
                                                            const InstrumentName& name) const;
    [[nodiscard]] std::optional<std::uint32_t> feed(const Bytes32& id) const;
    [[nodiscard]] std::optional<std::uint32_t> chain(ChainId id) const;

    std::vector<TokenInfo> tokens;              ///< by TokenIndex
    std::vector<InstrumentInfo> instruments;    ///< by InstrumentIndex
    std::vector<std::uint32_t> contract_chain;  ///< row in Genesis::chains by contract row
    std::vector<std::vector<TokenIndex>> tokens_by_chain;
    std::vector<std::vector<TokenIndex>> tokens_by_feed;
    std::vector<std::vector<InstrumentIndex>> instruments_by_feed;
    std::vector<std::uint32_t> premium_ppm;  ///< L_j by chain row

private:
    struct InstrumentKey
    {
        std::uint32_t contract{};
        InstrumentName name;
        auto operator<=>(const InstrumentKey&) const = default;
    };
    std::vector<std::pair<ContractKey, std::uint32_t>> contracts_;
    std::vector<std::pair<ContractKey, std::uint32_t>> tokens_;
    std::vector<std::pair<InstrumentKey, std::uint32_t>> instruments_;
    std::vector<std::pair<Bytes32, std::uint32_t>> feeds_;
    std::vector<std::pair<ChainId, std::uint32_t>> chains_;
};

}  // namespace ballast::engine
