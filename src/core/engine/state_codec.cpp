// SPDX-License-Identifier: Apache-2.0
// Snapshots: the state's tables as canonical bytes and back.
#include "state_codec.hpp"

#include <ballast/engine/commands/open_deployment.hpp>

namespace ballast::engine {
namespace {
constexpr std::uint8_t state_version = 4;

template <class T>
Result<void, codec::CodecError> read_into(codec::Reader& in, T& out)
{
    BALLAST_TRY(out, codec::decode<T>(in));
    return {};
}

/// Rows of seconds to come: what is older was forgotten, and nothing is kept for longer.
template <class T>
Result<void, codec::CodecError> read_into(codec::Reader& in, ExpiryTable<T>& out,
                                          std::uint64_t now_s)
{
    using Seconds = std::map<std::uint64_t, std::vector<T>>;
    BALLAST_TRY(const Seconds seconds, codec::decode<Seconds>(in));
    for (const auto& [expiry_s, rows] : seconds)
    {
        if (expiry_s < now_s || expiry_s - now_s >= ExpiryTable<T>::window || rows.empty())
            return fail(codec::CodecError::BadVariant);
        for (const T& row : rows) out.append(expiry_s, row);
    }
    return {};
}

/// Row numbers come from bytes too: each must exist.
bool references_resolve(const State& s)
{
    const Genesis& g = s.genesis;
    if (s.tokens.size() != g.tokens.size() || s.chains.size() != g.chains.size() ||
        s.contracts.size() != g.contracts.size() || s.feeds.size() != g.feeds.size() ||
        s.instruments.size() != g.instruments.size() || s.marks.size() != g.instruments.size() ||
        s.surfaces.size() != (g.scenarios ? g.scenarios->underlyings.size() : 0))
        return false;
    for (const ExpiryState& expiry : s.expiries)
        if (expiry.underlying >= s.surfaces.size()) return false;
    for (const auto& [order, settlement] : s.settlements)
        if (order != settlement.order || order.value >= s.counters.next_order ||
            settlement.contract >= g.contracts.size() ||
            settlement.instrument.value >= g.instruments.size())
            return false;
    for (const Account& account : s.accounts)
    {
        for (const Balance& row : account.balances)
            if (row.token.value >= g.tokens.size()) return false;
        for (const Position& row : account.positions)
            if (row.instrument.value >= g.instruments.size()) return false;
        for (const PendingFill& row : account.pending)
            if (row.instrument.value >= g.instruments.size() ||
                (!s.permits.contains(row.order) && !s.transfers.contains(row.order)))
                return false;
        for (const LineCharge& row : account.line_charges)
            if (row.chain >= g.chains.size()) return false;
        for (const OrderId order : account.releases)
            if (!s.releases.contains(order)) return false;
    }
    for (const auto& [id, liquidation] : s.liquidations)
    {
        if (id != liquidation.id || id.value >= s.counters.next_liquidation ||
            liquidation.account.value >= s.accounts.size())
            return false;
        for (const ClaimedValue& row : liquidation.claimed)
            if (row.token.value >= g.tokens.size()) return false;
    }
    for (const auto& [account, row] : s.watched)
        if (account.value >= s.accounts.size() || row.is_idle()) return false;
    for (const auto& [claim, amount] : s.unrecognised)
        if (claim.account.value >= s.accounts.size() || claim.token.value >= g.tokens.size())
            return false;
    for (const InstrumentState& instrument : s.instruments)
        for (const Balance& row : instrument.clearing)
            if (row.token.value >= g.tokens.size()) return false;
    return true;
}

/// The rows of an unordered table by id: the queues hold every outstanding id, so the table itself
/// is never walked.
template <class Table>
auto sorted_orders(const Table& table, const std::vector<std::deque<OrderId>>& queues)
{
    std::vector<typename Table::mapped_type> out;
    out.reserve(table.size());
    for (const auto& queue : queues)
        for (const OrderId order : queue)
            if (const auto at = table.find(order); at != table.end()) out.push_back(at->second);
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.order < b.order; });
    return out;
}

bool add_transfers(State& state, const std::vector<OutstandingTransfer>& transfers)
{
    state.transfer_queue.assign(state.genesis.contracts.size(), {});
    OrderId last{};
    for (const OutstandingTransfer& transfer : transfers)
    {
        if (transfer.order <= last || transfer.order.value >= state.counters.next_order ||
            transfer.contract >= state.genesis.contracts.size() ||
            transfer.account.value >= state.accounts.size() ||
            transfer.to.value >= state.accounts.size() ||
            transfer.instrument.value >= state.genesis.instruments.size() ||
            !state.liquidations.contains(transfer.liquidation))
            return false;
        last = transfer.order;
        state.transfer_queue[transfer.contract].push_back(transfer.order);
        state.transfers.emplace(transfer.order, transfer);
    }
    return true;
}

bool add_releases(State& state, const std::vector<OutstandingRelease>& releases)
{
    state.release_queue.assign(state.genesis.contracts.size(), {});
    OrderId last{};
    for (const OutstandingRelease& release : releases)
    {
        if (release.order <= last || release.order.value >= state.counters.next_order ||
            release.contract >= state.genesis.contracts.size() ||
            release.account.value >= state.accounts.size() ||
            release.token.value >= state.genesis.tokens.size() ||
            release.buyer.value >= state.accounts.size() ||
            (release.is_claim() && !state.liquidations.contains(release.liquidation)))
            return false;
        last = release.order;
        state.release_queue[release.contract].push_back(release.order);
        state.releases.emplace(release.order, release);
    }
    return true;
}

bool add_permits(State& state, std::vector<OutstandingPermit> permits)
{
    state.permit_queue.assign(state.genesis.contracts.size(), {});
    OrderId last{};
    for (OutstandingPermit& permit : permits)
    {
        if (permit.order <= last || permit.order.value >= state.counters.next_order) return false;
        last = permit.order;
        if (permit.contract >= state.genesis.contracts.size() ||
            permit.account.value >= state.accounts.size() ||
            permit.maker.value >= state.accounts.size() ||
            permit.instrument.value >= state.genesis.instruments.size())
            return false;
        state.permit_queue[permit.contract].push_back(permit.order);
        state.permits.emplace(permit.order, std::move(permit));
    }
    return true;
}
}  // namespace

std::vector<OutstandingPermit> sorted_permits(const State& state)
{
    return sorted_orders(state.permits, state.permit_queue);
}

std::vector<OutstandingTransfer> sorted_transfers(const State& state)
{
    return sorted_orders(state.transfers, state.transfer_queue);
}

std::vector<OutstandingRelease> sorted_releases(const State& state)
{
    return sorted_orders(state.releases, state.release_queue);
}

Bytes encode_state(const State& state)
{
    Bytes out{state_version};
    codec::encode(out, state.genesis);
    codec::encode(out, state.accounts);
    for_each_table(state,
                   [&out](std::string_view, const auto& table) { codec::encode(out, table); });
    return out;
}

Result<State, codec::CodecError> decode_state(BytesView bytes)
{
    using codec::CodecError;
    codec::Reader in{bytes};
    BALLAST_TRY(const auto version, codec::decode<std::uint8_t>(in));
    if (version != state_version) return fail(CodecError::BadVariant);
    State s;
    BALLAST_CHECK(read_into(in, s.genesis));
    if (find_problem(s.genesis)) return fail(CodecError::BadVariant);
    BALLAST_CHECK(read_into(in, s.accounts));
    BALLAST_CHECK(read_into(in, s.counters));
    const auto now_s = static_cast<std::uint64_t>(s.counters.time_ms / 1000);
    BALLAST_CHECK(read_into(in, s.tokens));
    BALLAST_CHECK(read_into(in, s.chains));
    BALLAST_CHECK(read_into(in, s.contracts));
    BALLAST_CHECK(read_into(in, s.feeds));
    BALLAST_CHECK(read_into(in, s.instruments));
    BALLAST_CHECK(read_into(in, s.surfaces));
    BALLAST_CHECK(read_into(in, s.marks));
    BALLAST_CHECK(read_into(in, s.expiries));
    BALLAST_CHECK(read_into(in, s.settlements));
    BALLAST_TRY(auto permits, codec::decode<std::vector<OutstandingPermit>>(in));
    BALLAST_TRY(const auto releases, codec::decode<std::vector<OutstandingRelease>>(in));
    BALLAST_TRY(const auto transfers, codec::decode<std::vector<OutstandingTransfer>>(in));
    BALLAST_CHECK(read_into(in, s.liquidations));
    BALLAST_CHECK(read_into(in, s.watched));
    BALLAST_CHECK(read_into(in, s.nonces_by_expiry, now_s));
    BALLAST_CHECK(read_into(in, s.quotes_by_expiry, now_s));
    BALLAST_CHECK(read_into(in, s.unlisted));
    BALLAST_CHECK(read_into(in, s.unrecognised));
    BALLAST_CHECK(read_into(in, s.liquidators));
    if (!in.left.empty()) return fail(CodecError::TrailingBytes);

    for (std::uint32_t i = 0; i < s.accounts.size(); ++i)
    {
        if (s.find_account(s.accounts[i].id)) return fail(CodecError::UnorderedKeys);
        s.directory.append(s.accounts[i].id, AccountIndex{i});
    }
    if (!add_permits(s, std::move(permits)) || !add_releases(s, releases) ||
        !add_transfers(s, transfers) || !references_resolve(s))
        return fail(CodecError::BadVariant);
    for (const auto& second : s.nonces_by_expiry.seconds())
        for (const SignerNonce& key : second.rows) s.nonces.emplace(key, second.expiry_s);
    for (const auto& second : s.quotes_by_expiry.seconds())
        for (std::uint32_t i = 0; i < second.rows.size(); ++i)
            s.quote_places.emplace(second.rows[i].key, QuotePlace{second.expiry_s, i});
    derive_from_genesis(s);
    s.open = true;
    s.is_dirty.assign(s.accounts.size(), true);
    for (std::uint32_t i = 0; i < s.accounts.size(); ++i) s.dirty.push_back({i});
    s.checks.resume(s.accounts.size());
    return s;
}

}  // namespace ballast::engine
