// SPDX-License-Identifier: Apache-2.0
// Touches what the next commands will need, so that applying them finds it in the cache: an account
// is four dependent loads away from its id, and those of many commands can wait at the same time.
// Changes nothing, decides nothing; leaving it out changes no result. Source: docs/adr/0012.
#pragma once
#include <ballast/engine/state.hpp>
#include <span>

namespace ballast::engine {

/// How many commands are looked at together: enough to fill the processor's miss queue.
inline constexpr std::size_t lookahead_group = 32;

namespace detail {
inline void prefetch_lines(const void* address, std::size_t bytes)
{
    const auto* at = static_cast<const char*>(address);
    for (std::size_t i = 0; i < bytes; i += 64) __builtin_prefetch(at + i);
    // Else g++ finds that callers only prefetch, takes them for pure functions and drops the calls.
    asm volatile("");
}

/// Calls `visit` with the accounts that a command changes.
template <class Visit>
void for_each_account(const Command& command, Visit visit)
{
    if (const auto* trade = std::get_if<RequestTrade>(&command))
    {
        visit(trade->accept.account);
        visit(trade->quote.maker);
    }
    else if (const auto* observed = std::get_if<ObserveChain>(&command))
    {
        if (const auto* locked = std::get_if<Locked>(&observed->observation.body))
            visit(locked->account);
        else if (const auto* filled = std::get_if<Filled>(&observed->observation.body))
        {
            visit(filled->account);
            visit(filled->maker);
        }
    }
}
}  // namespace detail

/// Loads the first of these accounts into the cache, as many as may wait at the same time.
template <class S>
void prefetch_accounts(const S& state, std::span<const AccountIndex> rows)
{
    const auto first = rows.first(std::min(2 * lookahead_group, rows.size()));
    for (const AccountIndex row : first)
        detail::prefetch_lines(&state.accounts[row.value], sizeof(Account));
}

/// Loads into the cache what the next lookahead_group of `commands` will touch, and those behind
/// them. Anything with a field `command` will do.
template <class S, class Item>
void look_ahead(const S& state, std::span<const Item> commands)
{
    const auto ahead = commands.first(std::min(lookahead_group, commands.size()));
    const auto behind = commands.subspan(ahead.size());
    detail::prefetch_lines(behind.data(), std::min(lookahead_group, behind.size()) * sizeof(Item));
    std::array<AccountIndex, 2 * lookahead_group> rows;
    std::size_t count = 0;
    for (const Item& next : ahead)
        detail::for_each_account(next.command, [&](const AccountId& id) {
            if (const auto at = state.directory.guess(id); at && count < rows.size())
                rows[count++] = *at;
        });
    prefetch_accounts(state, {rows.data(), count});
}

}  // namespace ballast::engine
