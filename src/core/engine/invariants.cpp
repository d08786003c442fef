// SPDX-License-Identifier: Apache-2.0
// The recount.
#include "invariants.hpp"

#include <ballast/engine/apply_impl.hpp>
#include <ballast/engine/state_codec.hpp>

namespace ballast::engine {
namespace {
using Finding = std::optional<std::string>;

Finding differs(std::string what, i128 counted, i128 booked)
{
    if (counted == booked) return {};
    return std::move(what) + ": counted " + to_decimal(counted) + ", booked " + to_decimal(booked);
}

Finding check_tokens(const State& s)
{
    std::vector<i128> in_accounts(s.tokens.size());
    std::vector<i128> in_clearing(s.tokens.size());
    std::vector<i128> in_flight(s.tokens.size());
    std::vector<i128> unrecognised(s.tokens.size());
    std::vector<i128> claimed_back(s.tokens.size());
    std::size_t under_way = 0;
    std::size_t withdrawals = 0;
    for (const OutstandingRelease& release : sorted_releases(s))
    {
        in_flight[release.token.value] += static_cast<i128>(release.amount);
        withdrawals += release.is_claim() ? 0U : 1U;
    }
    for (const auto& [claim, amount] : s.unrecognised)
        claimed_back[claim.token.value] += static_cast<i128>(amount);
    for (const Account& account : s.accounts) under_way += account.releases.size();
    if (under_way != withdrawals) return "a withdrawal under way belongs to no account";
    for (const Account& account : s.accounts)
        for (const Balance& row : account.balances)
        {
            unrecognised[row.token.value] += row.unrecognised;
            in_accounts[row.token.value] += row.amount + row.unrecognised;
            if (row.unrecognised < 0) return "an unrecognised balance is negative";
        }
    for (const InstrumentState& instrument : s.instruments)
        for (const Balance& row : instrument.clearing) in_clearing[row.token.value] += row.amount;
    for (std::size_t i = 0; i < s.tokens.size(); ++i)
    {
        const TokenState& token = s.tokens[i];
        const std::string name = "token " + std::to_string(i);
        if (auto f = differs(name + " recognised value",
                             mul_div_up(std::max<i128>(0, token.recognised),
                                        s.risk.tokens[i].price_e8, s.risk.tokens[i].unit),
                             s.recognised_usd_e6[i]))
            return f;
        if (auto f = differs(name + " claims of accounts", in_accounts[i], token.in_accounts))
            return f;
        if (auto f = differs(name + " claims of clearing", in_clearing[i], token.in_clearing))
            return f;
        if (auto f = differs(name + " claims in flight", in_flight[i], token.in_flight)) return f;
        if (auto f = differs(name + " unrecognised", unrecognised[i], claimed_back[i])) return f;
        if (auto f = differs(name + " containment", token.claims(), token.held())) return f;
    }
    return {};
}

Finding check_instruments(const State& s)
{
    for (std::size_t k = 0; k < s.instruments.size(); ++k)
    {
        const InstrumentState& book = s.instruments[k];
        const std::string name = "instrument " + std::to_string(k);
        i128 lots = 0;
        i128 lots_long = 0;
        i128 entries = 0;
        for (const Account& account : s.accounts)
            for (const Position& row : account.positions)
            {
                if (row.instrument.value != k) continue;
                lots += row.lots;
                lots_long += std::max<std::int64_t>(0, row.lots);
                entries += row.entry;
            }
        if (auto f = differs(name + " sum of positions", lots, 0)) return f;
        if (auto f = differs(name + " open interest", lots_long, book.lots_long)) return f;
        if (auto f = differs(name + " sum of entries", entries, book.entry_sum)) return f;
        i128 clearing_usd_e6 = 0;
        for (const Balance& row : book.clearing)
            clearing_usd_e6 += row.amount / s.registry.tokens[row.token.value].settlement_unit;
        // Positions sum to zero, so the holders' unrealised P&L is -entries whatever the mark.
        const i128 unrealised = risk::pnl_usd_e6(-entries, s.risk.instruments[k]);
        const i128 dust = clearing_usd_e6 - unrealised;
        if (dust < 0 || dust > static_cast<i128>(book.settlements) + 1)
            return name + " clearing " + to_decimal(clearing_usd_e6) +
                   " is not its holders' unrealised " + to_decimal(unrealised) + " within " +
                   std::to_string(book.settlements) + " roundings";
    }
    return {};
}

Finding check_permits(const State& s)
{
    std::vector<i128> pending(s.instruments.size());
    std::size_t listed = 0;
    std::size_t reserved = 0;
    for (const auto& queue : s.permit_queue)
        for (const OrderId order : queue)
            if (const auto at = s.permits.find(order); at != s.permits.end())
            {
                ++listed;
                pending[at->second.instrument.value] += magnitude_lots(at->second.lots);
            }
    for (const Account& account : s.accounts)
        for (const PendingFill& fill : account.pending)
        {
            ++reserved;
            if (!s.permits.contains(fill.order) && !s.transfers.contains(fill.order))
                return "a reservation has no order: " + std::to_string(fill.order.value);
        }
    if (listed != s.permits.size()) return "a permit stands in no queue";
    if (auto f = differs("reservations", static_cast<i128>(reserved),
                         2 * static_cast<i128>(listed) + static_cast<i128>(s.transfers.size())))
        return f;
    for (std::size_t k = 0; k < s.instruments.size(); ++k)
        if (auto f = differs("instrument " + std::to_string(k) + " pending", pending[k],
                             s.instruments[k].lots_pending))
            return f;
    return {};
}

/// Nobody holds what is over, and no venue waits to be told of what is not.
Finding check_expiries(const State& s)
{
    for (const Account& account : s.accounts)
        for (const Position& row : account.positions)
            if (row.lots != 0 && settled_index_e8(s, row.instrument) != 0)
                return "a position in what has expired";
    for (const auto& [order, settlement] : s.settlements)
        if (settled_index_e8(s, settlement.instrument) == 0)
            return "a settlement of what has not expired: " + std::to_string(order.value);
    return {};
}

Finding check_lines(const State& s)
{
    std::vector<i128> used(s.chains.size());
    i128 total = 0;
    for (const Account& account : s.accounts)
        for (const LineCharge& row : account.line_charges)
        {
            used[row.chain] += row.usd_e6;
            total += row.usd_e6;
        }
    if (auto f = differs("sum of debts", total, s.counters.debt_usd_e6)) return f;
    for (const OutstandingRelease& release : sorted_releases(s))
        used[s.registry.tokens[release.token.value].chain] += release.line_usd_e6;
    for (std::size_t j = 0; j < used.size(); ++j)
        if (auto f = differs("line of chain " + std::to_string(j), used[j],
                             s.chains[j].line_used_usd_e6))
            return f;
    return {};
}

Finding check_liquidations(const State& s)
{
    std::map<LiquidationId, std::uint32_t> legs;
    std::map<AccountIndex, std::uint32_t> transfers;
    for (const OutstandingTransfer& transfer : sorted_transfers(s))
    {
        ++legs[transfer.liquidation];
        ++transfers[transfer.account];
    }
    for (const OutstandingRelease& release : sorted_releases(s))
        if (release.is_claim()) ++legs[release.liquidation];
    if (legs.size() != s.liquidations.size()) return "a leg has no liquidation, or none a leg";
    for (const auto& [id, liquidation] : s.liquidations)
        if (auto f = differs("legs of liquidation " + std::to_string(id.value), legs[id],
                             liquidation.legs))
            return f;
    for (const auto& [account, row] : s.watched)
    {
        const std::string name = "watched account " + std::to_string(account.value);
        if (auto f = differs(name + " transfers", transfers[account], row.transfers)) return f;
        if (row.is_idle()) return name + " has nothing to be watched for";
        transfers.erase(account);
    }
    if (!transfers.empty()) return "a transfer's account is not watched";
    return {};
}
}  // namespace

std::optional<std::string> find_broken_invariant(const State& state)
{
    for (const auto check : {check_tokens, check_instruments, check_permits, check_expiries,
                             check_lines, check_liquidations})
        if (auto finding = check(state)) return finding;
    return {};
}

}  // namespace ballast::engine
