// SPDX-License-Identifier: Apache-2.0
// The engine's whole state. Containers are a template parameter, so that a benchmark can compare
// layouts with the very same rules; everything else uses State. Leaves out every rule.
#pragma once
#include <algorithm>
#include <ballast/domain/command.hpp>
#include <ballast/domain/event.hpp>
#include <ballast/engine/registry.hpp>
#include <ballast/engine/tables.hpp>
#include <ballast/market/feed_price.hpp>
#include <ballast/risk/margin.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>

namespace ballast::engine {

/// Hash of the composite keys.
struct KeyHash : IdHash
{
    using IdHash::operator();
    std::size_t operator()(const SignerNonce& key) const noexcept
    {
        Bytes32 mixed;
        std::copy(key.signer.bytes.begin(), key.signer.bytes.end(), mixed.bytes.begin());
        for (std::size_t i = 0; i < 8; ++i)
            mixed.bytes[24 + i] = static_cast<std::uint8_t>(key.nonce >> (8 * i));
        return IdHash::operator()(mixed);
    }
};

/// Dense rows and open addressing: what the engine runs on.
struct DenseContainers
{
    template <class T>
    using Table = std::vector<T>;
    template <class K, class V>
    using Map = boost::unordered_flat_map<K, V, KeyHash>;
};

template <class Containers>
struct BasicState
{
    template <class K, class V>
    using Map = typename Containers::template Map<K, V>;
    template <class T>
    using Table = typename Containers::template Table<T>;

    Genesis genesis;
    Registry registry;      ///< derived from genesis
    risk::RiskTables risk;  ///< derived from genesis and feeds
    bool open{};            ///< record 0 was applied
    Counters counters;
    Table<Account> accounts;  ///< by AccountIndex
    Map<AccountId, AccountIndex> account_of;
    std::vector<TokenState> tokens;
    std::vector<ChainState> chains;
    std::vector<ContractState> contracts;
    std::vector<market::FeedPrice> feeds;
    std::vector<InstrumentState> instruments;
    /// Outstanding permits by id; `permit_queue` per contract in order of expiry (ids ascend with
    /// it).
    Map<OrderId, OutstandingPermit> permits;
    std::vector<std::deque<OrderId>> permit_queue;
    /// Request nonces and quotes until their deadline; the ordered side is what is hashed and
    /// forgotten.
    Map<SignerNonce, std::uint64_t> nonces;
    std::map<std::uint64_t, std::vector<SignerNonce>> nonces_by_expiry;
    Map<SignerNonce, QuoteUse> quotes;
    std::map<std::uint64_t, std::vector<SignerNonce>> quotes_by_expiry;
    std::map<UnlistedToken, u128> unlisted;
    std::map<UnlistedToken, bool>
        liquidators;  ///< opted-in accounts, keyed by venue chain, venue, account
    /// Accounts touched since the last state hash, each once.
    std::vector<AccountIndex> dirty;
    std::vector<bool> is_dirty;

    /// The account's row number, or nothing.
    [[nodiscard]] std::optional<AccountIndex> find_account(const AccountId& id) const
    {
        const auto at = account_of.find(id);
        if (at == account_of.end()) return {};
        return at->second;
    }
};

using State = BasicState<DenseContainers>;

}  // namespace ballast::engine
