// SPDX-License-Identifier: Apache-2.0
// The engine's whole state. Containers are a template parameter, so that a benchmark can compare
// layouts with the very same rules; everything else uses State. Leaves out every rule.
#pragma once
#include <algorithm>
#include <ballast/base/large_pages.hpp>
#include <ballast/domain/command.hpp>
#include <ballast/domain/event.hpp>
#include <ballast/engine/account_directory.hpp>
#include <ballast/engine/check_queue.hpp>
#include <ballast/engine/expiry_table.hpp>
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
        std::uint64_t parts[2];
        std::uint32_t rest{};
        std::memcpy(parts, key.signer.bytes.data(), sizeof parts);
        std::memcpy(&rest, key.signer.bytes.data() + sizeof parts, sizeof rest);
        return mix({parts[0], parts[1], rest, key.nonce});
    }
};

/// Where a quote's use stands in quotes_by_expiry.
struct QuotePlace
{
    std::uint64_t expiry_s{};
    std::uint32_t index{};
};

/// Dense rows and open addressing: what the engine runs on.
struct DenseContainers
{
    template <class T>
    using Table = std::vector<T, LargePages<T>>;
    template <class K, class V>
    using Map = boost::unordered_flat_map<K, V, KeyHash>;
    using Directory = AccountDirectory;
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
    /// What is recognised of each token at its present price, USD e6; derived, see
    /// refresh_recognised_value.
    std::vector<i128> recognised_usd_e6;
    bool open{};  ///< record 0 was applied
    Counters counters;
    Table<Account> accounts;  ///< by AccountIndex
    typename Containers::Directory directory;
    std::vector<TokenState> tokens;
    std::vector<ChainState> chains;
    std::vector<ContractState> contracts;
    std::vector<market::FeedPrice> feeds;
    std::vector<InstrumentState> instruments;
    std::vector<SurfaceState> surfaces;  ///< by underlying
    std::vector<MarkState> marks;        ///< by instrument
    std::vector<ExpiryState> expiries;   ///< by (expiry, underlying)
    std::map<OrderId, OutstandingSettlement> settlements;
    /// The next expiry, milliseconds; derived.
    std::int64_t next_expiry_ms{std::numeric_limits<std::int64_t>::max()};
    /// Outstanding permits by id; `permit_queue` per contract in order of expiry (ids ascend with
    /// it).
    Map<OrderId, OutstandingPermit> permits;
    std::vector<std::deque<OrderId>> permit_queue;
    /// Withdrawals under way, likewise.
    Map<OrderId, OutstandingRelease> releases;
    std::vector<std::deque<OrderId>> release_queue;
    /// Positions on their way to a liquidator, likewise.
    Map<OrderId, OutstandingTransfer> transfers;
    std::vector<std::deque<OrderId>> transfer_queue;
    std::map<LiquidationId, Liquidation> liquidations;
    std::map<AccountIndex, Watch> watched;
    /// When each account is looked at again; derived, and no outcome depends on it.
    CheckQueue checks;
    /// Request nonces and quotes until their deadline; the ordered side is what is hashed and
    /// forgotten.
    Map<SignerNonce, std::uint64_t> nonces;
    ExpiryTable<SignerNonce> nonces_by_expiry;
    ExpiryTable<QuoteUse> quotes_by_expiry;
    Map<SignerNonce, QuotePlace> quote_places;
    std::map<UnlistedToken, u128> unlisted;
    std::map<UnrecognisedClaim, u128> unrecognised;
    std::map<UnlistedToken, bool>
        liquidators;  ///< opted-in accounts, keyed by venue chain, venue, account
    /// Accounts touched since the last state hash, each once.
    std::vector<AccountIndex> dirty;
    std::vector<bool> is_dirty;

    /// The account's row number, or nothing.
    [[nodiscard]] std::optional<AccountIndex> find_account(const AccountId& id) const
    {
        return directory.find(id, accounts);
    }

    /// What is taken of a quote, or nullptr where nothing ever was.
    [[nodiscard]] const QuoteUse* find_quote(const SignerNonce& key) const
    {
        const auto at = quote_places.find(key);
        if (at == quote_places.end()) return nullptr;
        return &quotes_by_expiry.at(at->second.expiry_s, at->second.index);
    }
    [[nodiscard]] QuoteUse* find_quote(const SignerNonce& key)
    {
        return const_cast<QuoteUse*>(std::as_const(*this).find_quote(key));
    }
};

using State = BasicState<DenseContainers>;

}  // namespace ballast::engine
