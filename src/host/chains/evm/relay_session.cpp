// SPDX-License-Identifier: Apache-2.0
// What happens to tasks: in flight until a receipt, taken back when their nonce is lost, refused
// before they cost gas.
#include <fmt/format.h>

#include <ballast/base/hex.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/chains/evm/relay_session.hpp>

namespace ballast::chains::evm {

namespace {

using Clock = std::chrono::steady_clock;

/// A node's answers of one poll are not of one moment, so what looks lost is believed the third
/// time only.
constexpr std::size_t polls_until_believed = 3;
/// All receipts, of two versions each, and the two counts fit into one request.
constexpr std::size_t in_flight_bound = (limits::rpc_batch - 2) / 2;

EvmSubmitterSettings bounded(EvmSubmitterSettings settings)
{
    settings.in_flight_max = std::clamp<std::size_t>(settings.in_flight_max, 1, in_flight_bound);
    return settings;
}

}  // namespace

RelaySession::RelaySession(net::IoContext& io, const EvmSubmitterSettings& settings,
                           crypto::SecretKey relayer, SubmitterEvents events)
    : settings_{bounded(settings)},
      key_{std::move(relayer)},
      relayer_{crypto::address_of(key_)},
      events_{std::move(events)},
      rpc_{io, settings.node, settings.http}
{}

void RelaySession::add(RelayTask task) { waiting_.push_back(std::move(task)); }

void RelaySession::stop()
{
    if (std::exchange(has_ended_, true)) return;
    for (auto& [nonce, task] : std::exchange(in_flight_, {}))
        finish(task, {.status = OutcomeStatus::Stopped,
                      .transaction = task.versions.back().hash,
                      .reason = "the submitter was stopped before its receipt"});
    for (auto& task : std::exchange(waiting_, {}))
        finish(task, {.status = OutcomeStatus::Stopped,
                      .reason = "the submitter was stopped before it was sent"});
    rpc_.close();
}

boost::asio::awaitable<bool> RelaySession::step()
{
    fees_.reset();
    auto result = co_await steps();
    if (has_ended_) co_return false;
    if (!result)
        report_fault(std::move(result).error());
    else if (std::exchange(said_problem_, std::nullopt) && events_.on_recovered)
        events_.on_recovered();
    co_return result.has_value();
}

RelayStep<void> RelaySession::steps()
{
    if (!is_checked_)
    {
        auto checked = co_await check_chain();
        if (!checked) co_return checked;
        is_checked_ = true;
    }
    if (!in_flight_.empty())
    {
        auto watched = co_await watch_in_flight();
        if (!watched) co_return watched;
    }
    while (!has_ended_ && !waiting_.empty() && in_flight_.size() < settings_.in_flight_max)
    {
        auto sent = co_await send_next();
        if (!sent) co_return sent;
    }
    co_return Result<void, RelayFault>{};
}

RelayStep<void> RelaySession::watch_in_flight()
{
    std::map<Nonce, Receipt> found;
    const auto counts = co_await read_receipts(found);
    if (!counts) co_return fail(counts.error());
    for (auto& [nonce, receipt] : found)
    {
        auto completed = co_await complete(nonce, std::move(receipt));
        if (!completed) co_return completed;
    }
    if (has_gap(*counts)) take_back_all();
    std::vector<Nonce> lost;
    for (auto& [nonce, task] : in_flight_)
        if (counts->latest > nonce && ++task.polls_behind >= polls_until_believed)
            lost.push_back(nonce);
    // Another transaction took the nonce: the order itself is single use, so it may have a second
    // transaction.
    for (const auto nonce : lost) take_back(nonce);
    std::vector<Nonce> rest;
    for (const auto& [nonce, task] : in_flight_) rest.push_back(nonce);
    for (const auto nonce : rest)
    {
        const auto task = in_flight_.find(nonce);
        if (task == in_flight_.end()) continue;
        auto cared = co_await care_for(task->second);
        if (!cared) co_return cared;
    }
    co_return Result<void, RelayFault>{};
}

/// After a reorg that removed transactions, those behind them can never be included: their nonces
/// are ahead of the chain's count.
bool RelaySession::has_gap(const Counts& counts)
{
    const bool is_ahead = !in_flight_.empty() && counts.pending < in_flight_.begin()->first;
    polls_with_gap_ = is_ahead ? polls_with_gap_ + 1 : 0;
    return polls_with_gap_ >= polls_until_believed;
}

RelayStep<void> RelaySession::complete(Nonce nonce, Receipt receipt)
{
    const auto found = in_flight_.find(nonce);
    if (found == in_flight_.end()) co_return Result<void, RelayFault>{};
    SubmissionOutcome outcome{
        .status = receipt.has_succeeded ? OutcomeStatus::Included : OutcomeStatus::Reverted,
        .transaction = receipt.transaction,
        .block_number = receipt.block_number,
        .block_hash = receipt.block_hash,
        .gas_used = receipt.gas_used};
    if (!receipt.has_succeeded)
    {
        auto reason = co_await revert_reason(found->second, receipt.block_number);
        if (!reason) co_return fail(std::move(reason).error());
        outcome.reason = *std::move(reason);
    }
    // stop() may have emptied the map while the reason was asked for.
    if (has_ended_) co_return Result<void, RelayFault>{};
    auto task = std::move(found->second);
    in_flight_.erase(found);
    finish(task, std::move(outcome));
    co_return Result<void, RelayFault>{};
}

RelayStep<void> RelaySession::care_for(RelayTask& task)
{
    const auto now = Clock::now();
    if (!task.was_said_stuck && now - task.first_sent >= settings_.stuck_after)
    {
        task.was_said_stuck = true;
        if (events_.on_problem)
            events_.on_problem(
                {.kind = ChainProblemKind::TransactionStuck,
                 .sentence = fmt::format(
                     "chain {}: transaction {} of order {} is in no block after {} s: does the "
                     "chain make blocks, and is {} wei a fee for it?",
                     settings_.name, to_hex_0x(task.versions.back().hash.view()), task.order.value,
                     std::chrono::duration_cast<std::chrono::seconds>(settings_.stuck_after)
                         .count(),
                     to_decimal(task.transaction.fee_max_wei))});
        if (has_ended_) co_return Result<void, RelayFault>{};
    }
    if (!task.was_replaced && now - task.first_sent >= settings_.replace_after)
        co_return co_await replace(task);
    if (task.was_answered && now - task.last_sent < settings_.resend_after)
        co_return Result<void, RelayFault>{};
    task.last_sent = now;
    task.was_answered = false;
    const auto version = task.versions.back();
    const auto sent = co_await send(version);
    if (has_ended_) co_return Result<void, RelayFault>{};
    if (!sent) co_return fail(sent.error());
    task.was_answered = true;
    report_sent(task);
    co_return Result<void, RelayFault>{};
}

RelayStep<void> RelaySession::replace(RelayTask& task)
{
    const auto fresh = co_await read_fees();
    if (has_ended_) co_return Result<void, RelayFault>{};
    if (!fresh) co_return fail(fresh.error());
    task.was_replaced = true;
    const Fees old{.priority_max = task.transaction.priority_fee_max_wei,
                   .fee_max = task.transaction.fee_max_wei};
    const auto fees = bumped(old, *fresh, settings_);
    if (!fees) co_return Result<void, RelayFault>{};
    auto transaction = task.transaction;
    transaction.priority_fee_max_wei = fees->priority_max;
    transaction.fee_max_wei = fees->fee_max;
    const auto version = wire::sign_transaction(transaction, key_);
    const auto sent = co_await send(version);
    if (has_ended_) co_return Result<void, RelayFault>{};
    // Where the node wants more, the first version stays; where the answer was lost, both are
    // looked for.
    if (sent && *sent == Sent::Underbid) co_return Result<void, RelayFault>{};
    if (!sent && sent.error().kind != ChainProblemKind::Unreachable) co_return fail(sent.error());
    task.transaction = std::move(transaction);
    task.versions.push_back(version);
    task.last_sent = Clock::now();
    task.was_answered = sent.has_value();
    if (!sent) co_return fail(sent.error());
    report_sent(task);
    co_return Result<void, RelayFault>{};
}

RelayStep<void> RelaySession::send_next()
{
    const auto fees = co_await read_fees();
    if (has_ended_) co_return Result<void, RelayFault>{};
    if (!fees) co_return fail(fees.error());
    const auto nonce = co_await next_nonce();
    if (has_ended_) co_return Result<void, RelayFault>{};
    if (!nonce) co_return fail(nonce.error());
    auto task = std::move(waiting_.front());
    waiting_.pop_front();
    // While the node is asked, the task is in flight: so stop() finds it, and nobody takes its
    // nonce.
    auto& held = in_flight_.emplace(*nonce, std::move(task)).first->second;
    held.versions.assign(1, {});
    const auto gas = co_await estimate_gas(held);
    if (has_ended_) co_return Result<void, RelayFault>{};
    if (!gas || !*gas)
    {
        auto refused = std::move(held);
        in_flight_.erase(*nonce);
        if (gas) co_return Result<void, RelayFault>{};
        // It goes to the end, so that one that the node cannot judge does not hold up the others.
        waiting_.push_back(std::move(refused));
        co_return fail(gas.error());
    }
    held.transaction = {.eip155 = settings_.eip155,
                        .nonce = *nonce,
                        .priority_fee_max_wei = fees->priority_max,
                        .fee_max_wei = fees->fee_max,
                        .gas_limit = **gas,
                        .to = held.to,
                        .data = held.call};
    held.versions.back() = wire::sign_transaction(held.transaction, key_);
    held.first_sent = held.last_sent = Clock::now();
    next_nonce_ = *nonce + 1;
    const auto version = held.versions.back();
    const auto sent = co_await send(version);
    if (has_ended_) co_return Result<void, RelayFault>{};
    if (sent && *sent == Sent::Taken)
    {
        held.was_answered = true;
        report_sent(held);
        co_return Result<void, RelayFault>{};
    }
    // An answer that was lost leaves it in flight: the same bytes are sent until a receipt shows
    // up. A refusal, or a nonce that is used up or taken, means that this version was never
    // accepted.
    if (!sent && sent.error().kind == ChainProblemKind::Unreachable) co_return fail(sent.error());
    take_back(*nonce);
    if (!sent) co_return fail(sent.error());
    co_return fail(RelayFault{ChainProblemKind::BadAnswer,
                              fmt::format("chain {}: the relayer {} has another transaction at "
                                          "nonce {}: does another program use its key?",
                                          settings_.name, to_hex_0x(relayer_.view()), *nonce)});
}

/// The task loses its nonce and is sent anew, before the others.
void RelaySession::take_back(Nonce nonce)
{
    auto node = in_flight_.extract(nonce);
    auto task = std::move(node.mapped());
    task.versions.clear();
    task.was_answered = task.was_replaced = task.was_said_stuck = false;
    task.polls_behind = 0;
    waiting_.push_front(std::move(task));
    next_nonce_.reset();
}

void RelaySession::take_back_all()
{
    polls_with_gap_ = 0;
    while (!in_flight_.empty()) take_back(in_flight_.rbegin()->first);
}

void RelaySession::finish(RelayTask& task, SubmissionOutcome outcome)
{
    outcome.order = task.order;
    outcome.action = task.action;
    if (auto done = std::exchange(task.done, {})) done(outcome);
}

void RelaySession::refuse(RelayTask& task, std::string reason)
{
    finish(task, {.status = OutcomeStatus::Refused, .reason = std::move(reason)});
}

void RelaySession::report_fault(RelayFault fault)
{
    if (fault.kind == ChainProblemKind::Unreachable) is_checked_ = false;
    if (said_problem_ == fault.kind) return;
    said_problem_ = fault.kind;
    if (events_.on_problem)
        events_.on_problem({.kind = fault.kind, .sentence = std::move(fault.sentence)});
}

void RelaySession::report_sent(const RelayTask& task) const
{
    if (events_.on_sent)
        events_.on_sent(task.order, task.versions.back().hash, task.versions.size() > 1);
}

}  // namespace ballast::chains::evm
