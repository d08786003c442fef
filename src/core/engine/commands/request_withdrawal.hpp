// SPDX-License-Identifier: Apache-2.0
// An owner takes tokens out: the checks, the reservation, and the RELEASE. What was never
// recognised goes back to its depositor whatever the margin says; the rest needs margin. Source:
// docs/margin.md §1 and §4 (Withdraw); wire.md §2.
#pragma once
#include <ballast/base/limits.hpp>
#include <ballast/engine/commands/end_release.hpp>

namespace ballast::engine {

/// A withdrawal with its references resolved.
struct Withdrawal
{
    std::uint32_t contract{};  ///< the vault
    AccountIndex account;
    TokenIndex token;
    u128 unrecognised{};  ///< this much of it never counted
    u128 recognised{};    ///< this much is taken off the balance
};

/// Resolves ids, and checks what needs no state beyond genesis and the books' rows.
template <class S>
Result<Withdrawal, Refusal> resolve_withdrawal(const S& state, const Withdraw& request)
{
    const auto refuse = [&](RejectReason reason) {
        return fail(Refusal{.reason = reason, .account = request.account});
    };
    const auto chain = std::find_if(state.genesis.chains.begin(), state.genesis.chains.end(),
                                    [&](const auto& c) { return c.eip155 == request.eip155; });
    if (chain == state.genesis.chains.end()) return refuse(RejectReason::UnknownToken);
    const auto token = state.registry.token(chain->id, request.token);
    if (!token) return refuse(RejectReason::UnknownToken);
    const auto account = state.find_account(request.account);
    if (!account) return refuse(RejectReason::UnknownAccount);
    if (request.account.home_chain().value != 0) return refuse(RejectReason::HomeChainUnsupported);
    if (request.amount == 0) return refuse(RejectReason::AmountZero);
    if (!request.recipient.is_evm()) return refuse(RejectReason::RecipientZero);

    Withdrawal out{
        .contract = state.registry.vault_by_chain[state.registry.tokens[token->value].chain],
        .account = *account,
        .token = *token};
    if (request.recipient == state.genesis.contracts[out.contract].address)
        return refuse(RejectReason::RecipientIsVault);
    if (const auto own = state.unrecognised.find({*account, *token, request.recipient});
        own != state.unrecognised.end())
        out.unrecognised = std::min(own->second, request.amount);
    out.recognised = request.amount - out.unrecognised;
    return out;
}

/// Deadline and nonce.
template <class S>
Verdict check_freshness(const S& state, const Withdraw& request)
{
    const auto now_s = static_cast<std::uint64_t>(state.counters.time_ms / 1000);
    const auto life_s = static_cast<std::uint64_t>(limits::request_life_ms_max / 1000);
    const auto refuse = [&](RejectReason reason) { return Refusal{reason, request.account}; };
    if (request.deadline_s <= now_s) return refuse(RejectReason::Expired);
    if (request.issued_at_s > now_s + permit_lead_s) return refuse(RejectReason::IssuedInFuture);
    if (request.deadline_s > request.issued_at_s + life_s)
        return refuse(RejectReason::DeadlineTooFar);
    if (state.nonces.contains(SignerNonce{request.account.owner(), request.nonce}))
        return refuse(RejectReason::NonceUsed);
    return {};
}

/// What the vault itself would refuse, and what is under way already.
template <class S>
Verdict check_vault(const S& state, const Withdrawal& w)
{
    const AccountId& account = state.accounts[w.account.value].id;
    const TokenState& books = state.tokens[w.token.value];
    const GenesisToken& listing = state.genesis.tokens[w.token.value];
    const i128 amount = static_cast<i128>(w.recognised + w.unrecognised);
    const auto short_by = [&](RejectReason reason, i128 room) {
        return Refusal{.reason = reason,
                       .account = account,
                       .missing_units = static_cast<u128>(amount - std::max<i128>(0, room))};
    };
    // Red: it reported what no order explains; black: it contradicted itself. Nothing leaves then.
    if (state.contracts[w.contract].status != RouteStatus::Green)
        return Refusal{RejectReason::BreakerTripped, account};
    if (w.recognised > 0 && is_being_transferred(state, w.account))
        return Refusal{RejectReason::InLiquidation, account};
    if (state.accounts[w.account.value].releases.size() >= limits::account_releases)
        return Refusal{RejectReason::TooManyPending, account};
    if (const i128 room = books.held() - books.in_flight; amount > room)
        return short_by(RejectReason::VaultShort, room);
    if (const i128 room = static_cast<i128>(listing.outflow_max) - books.in_flight; amount > room)
        return short_by(RejectReason::OutflowLimit, room);
    return {};
}

/// The balance covers the recognised part.
template <class S>
Verdict check_balance(const S& state, const Withdrawal& w)
{
    const Account& account = state.accounts[w.account.value];
    const Balance* held = find_row(account.balances, &Balance::token, w.token);
    const i128 balance = held == nullptr ? 0 : std::max<i128>(0, held->amount);
    const i128 amount = static_cast<i128>(w.recognised);
    if (amount <= balance) return {};
    return Refusal{.reason = RejectReason::InsufficientBalance,
                   .account = account.id,
                   .missing_units = static_cast<u128>(amount - balance)};
}

/// What is left of the recognised part covers the requirement.
template <class S>
Verdict check_margin(const S& state, const Withdrawal& w)
{
    if (w.recognised == 0) return {};
    const Account& account = state.accounts[w.account.value];
    const std::int64_t now_ms = state.counters.time_ms;
    const auto room = risk::margin_after_withdrawal(
        account, w.token, static_cast<i128>(w.recognised), state.risk, now_ms);
    if (room.stale) return Refusal{RejectReason::PriceStale, account.id};
    if (room.left_usd_e6 >= 0) return {};
    return Refusal{
        .reason = RejectReason::InsufficientMargin,
        .account = account.id,
        .missing_usd_e6 = -room.left_usd_e6,
        .missing_units = w.recognised - risk::withdrawable(account, w.token, state.risk, now_ms)};
}

/// Counts it out, and orders it.
template <class S>
OutstandingRelease reserve_release(S& state, const Withdrawal& w, const Address& recipient)
{
    OutstandingRelease out{.contract = w.contract,
                           .account = w.account,
                           .token = w.token,
                           .amount = w.recognised + w.unrecognised,
                           .unrecognised = w.unrecognised,
                           .recipient = recipient};
    stamp_release(state, out);
    move_to_flight(state, out, 1);
    return out;
}

template <class S>
bool lines_hold(const S& state, AccountIndex account)
{
    const auto& charges = state.accounts[account.value].line_charges;
    return std::all_of(charges.begin(), charges.end(), [&](const LineCharge& charge) {
        return state.chains[charge.chain].line_used_usd_e6 <=
               state.genesis.chains[charge.chain].line_usd_e6;
    });
}

template <class S>
void apply_request_withdrawal(S& state, const RequestWithdrawal& command, OutcomeSink& sink)
{
    const auto refuse = [&](const Refusal& r) {
        sink.events.push_back(
            CommandRejected{r.reason, r.account, r.missing_usd_e6, r.missing_units});
    };
    const Withdraw& request = command.withdraw;
    const auto resolved = resolve_withdrawal(state, request);
    if (!resolved) return refuse(resolved.error());
    if (const auto refusal = check_freshness(state, request)) return refuse(*refusal);

    // From here on the request is used up, whatever becomes of it.
    use_nonce(state, {request.account.owner(), request.nonce}, request.deadline_s);
    if (const auto refusal = check_balance(state, *resolved)) return refuse(*refusal);
    if (const auto refusal = check_vault(state, *resolved)) return refuse(*refusal);
    if (const auto refusal = check_margin(state, *resolved)) return refuse(*refusal);

    // What backs a debt changes with the balances: whether the lines hold is seen when it is done.
    const std::size_t events_before = sink.events.size();
    const OutstandingRelease release = reserve_release(state, *resolved, request.recipient);
    refresh_debt(state, resolved->account, sink);
    if (!lines_hold(state, resolved->account))
    {
        move_to_flight(state, release, -1);
        refresh_debt(state, resolved->account, sink);
        sink.events.resize(events_before);
        return refuse({RejectReason::LineExhausted, request.account});
    }
    ++state.counters.next_order;
    state.accounts[resolved->account.value].releases.push_back(release.order);
    state.release_queue[release.contract].push_back(release.order);
    state.releases.emplace(release.order, release);
    sink.orders.push_back(order_of(state, release));
    sink.events.push_back(WithdrawalApproved{
        release.order, request.account, state.genesis.tokens[release.token.value].chain,
        request.token, release.amount, release.unrecognised, release.recipient, release.expiry_s});
}

}  // namespace ballast::engine
