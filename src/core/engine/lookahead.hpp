// SPDX-License-Identifier: Apache-2.0
// Touches what the next commands will need, so that applying them finds it in the cache: an account
// is four dependent loads away from its id, and those of many commands can wait at the same time.
// Changes nothing, decides nothing; leaving it out changes no result. Source: docs/adr/0012.
#pragma once
#include <ballast/engine/state.hpp>
#include <span>

namespace ballast::engine {

/// How many commands ahead an account's place in the directory is looked up, and how many ahead its
/// row is.
inline constexpr std::size_t lookahead_command = 16;
inline constexpr std::size_t lookahead_place = 8;
inline constexpr std::size_t lookahead_row = 4;

namespace detail {
inline void prefetch_lines(const void* address, std::size_t bytes)
{
    const auto* at = static_cast<const char*>(address);
    for (std::size_t i = 0; i < bytes; i += 64) __builtin_prefetch(at + i);
    // Else g++ finds that callers only prefetch, takes them for pure functions and drops the calls.
    asm volatile("");
}

/// Calls `visit` with the accounts that a command changes, and how much of each it looks at.
template <class Visit>
void for_each_account(const Command& command, Visit visit)
{
    if (const auto* trade = std::get_if<RequestTrade>(&command))
    {
        visit(trade->accept.account, sizeof(Account));
        visit(trade->quote.maker, sizeof(Account));
    }
    else if (const auto* withdrawal = std::get_if<RequestWithdrawal>(&command))
        visit(withdrawal->withdraw.account, sizeof(Account));
    else if (const auto* observed = std::get_if<ObserveChain>(&command))
    {
        if (const auto* locked = std::get_if<Locked>(&observed->observation.body))
            visit(locked->account, Account::deposit_part);
        else if (const auto* filled = std::get_if<Filled>(&observed->observation.body))
        {
            visit(filled->account, sizeof(Account));
            visit(filled->maker, sizeof(Account));
        }
    }
}

template <class S>
void look_up_places(const S& state, const Command& command)
{
    for_each_account(command, [&](const AccountId& id, std::size_t) {
        prefetch_lines(state.directory.place(id), 1);
    });
}

template <class S>
void look_up_rows(const S& state, const Command& command)
{
    for_each_account(command, [&](const AccountId& id, std::size_t bytes) {
        const auto at = state.directory.guess(id);
        if (!at) return;
        prefetch_lines(&state.accounts[at->value], bytes);
        if (bytes == sizeof(Account)) prefetch_lines(state.checks.address_of({at->value}), 1);
    });
}
}  // namespace detail

/// Loads these accounts into the cache; no more at a time than fit in it.
template <class S>
void prefetch_accounts(const S& state, std::span<const AccountIndex> rows)
{
    for (const AccountIndex row : rows)
        detail::prefetch_lines(&state.accounts[row.value], sizeof(Account));
}

/// Loads into the cache what commands behind `commands[at]` will touch; to be called before each is
/// applied, in their order. Anything with a field `command` will do.
template <class S, class Item>
void look_ahead(const S& state, std::span<const Item> commands, std::size_t at)
{
    if (at == 0)
        for (std::size_t i = 0; i < std::min(lookahead_row, commands.size()); ++i)
            detail::look_up_rows(state, commands[i].command);
    if (at + lookahead_command < commands.size())
        detail::prefetch_lines(&commands[at + lookahead_command], sizeof(Item));
    if (at + lookahead_place < commands.size())
        detail::look_up_places(state, commands[at + lookahead_place].command);
    if (at + lookahead_row < commands.size())
        detail::look_up_rows(state, commands[at + lookahead_row].command);
}

}  // namespace ballast::engine
