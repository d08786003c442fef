// SPDX-License-Identifier: Apache-2.0
// Look-ups derived from genesis: from the ids on the wire to dense indices, and constants computed
// once.
#pragma once
#include <ballast/domain/genesis.hpp>
#include <ballast/domain/instrument_terms.hpp>
#include <ballast/risk/haircut.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstring>
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
    InstrumentTerms terms;        ///< of its name; a perpetual's where the name says nothing
    std::int64_t expiry_s{};      ///< 0: never
};

/// An address on a chain: a contract or a token.
struct ContractKey
{
    ChainId chain;
    Address address;
    bool operator==(const ContractKey&) const = default;
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
    /// Contract row of each chain's vault, by chain row; only meaningful where tokens are listed.
    std::vector<std::uint32_t> vault_by_chain;
    std::vector<std::vector<TokenIndex>> tokens_by_chain;
    std::vector<std::vector<TokenIndex>> tokens_by_feed;
    std::vector<std::vector<InstrumentIndex>> instruments_by_feed;
    std::vector<std::uint32_t> premium_ppm;  ///< L_j by chain row
    std::uint32_t settlement_feed{};         ///< row in Genesis::feeds

private:
    struct InstrumentKey
    {
        std::uint32_t contract{};
        InstrumentName name;
        bool operator==(const InstrumentKey&) const = default;
    };
    struct Hash : IdHash
    {
        using IdHash::operator();
        std::size_t operator()(const ContractKey& key) const noexcept
        {
            return (*this)(key.address) ^ (*this)(key.chain);
        }
        std::size_t operator()(const InstrumentKey& key) const noexcept
        {
            return (*this)(key.name.value) ^ (*this)(InstrumentIndex{key.contract});
        }
    };
    /// Eight bytes in which keys mostly differ.
    static std::uint64_t print(const Bytes32& id, std::size_t at)
    {
        std::uint64_t out{};
        std::memcpy(&out, id.bytes.data() + at, sizeof out);
        return out;
    }
    static std::uint64_t print(const ContractKey& key) { return print(key.address.value, 24); }
    static std::uint64_t print(const InstrumentKey& key) { return print(key.name.value, 0); }
    static std::uint64_t print(const Bytes32& id) { return print(id, 24); }
    static std::uint64_t print(ChainId id) { return id.value; }

    /// From what the wire calls a thing to its row in genesis. A few keys are looked through
    /// quicker than one is hashed.
    template <class Key>
    class Rows
    {
    public:
        /// The next row has this key; the first of equal keys counts.
        void append(const Key& key)
        {
            by_hash_.emplace(key, static_cast<std::uint32_t>(keys_.size()));
            keys_.push_back(key);
            prints_.push_back(print(key));
        }
        [[nodiscard]] std::optional<std::uint32_t> find(const Key& key) const
        {
            if (keys_.size() > 16)
            {
                const auto at = by_hash_.find(key);
                if (at == by_hash_.end()) return {};
                return at->second;
            }
            const std::uint64_t wanted = print(key);
            for (std::uint32_t row = 0; row < prints_.size(); ++row)
                if (prints_[row] == wanted && keys_[row] == key) return row;
            return {};
        }

    private:
        std::vector<Key> keys_;
        std::vector<std::uint64_t> prints_;  ///< of the keys
        boost::unordered_flat_map<Key, std::uint32_t, Hash> by_hash_;
    };

    Rows<ContractKey> contracts_;
    Rows<ContractKey> tokens_;
    Rows<InstrumentKey> instruments_;
    Rows<Bytes32> feeds_;
    Rows<ChainId> chains_;
};

}  // namespace ballast::engine
