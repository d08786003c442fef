// SPDX-License-Identifier: Apache-2.0
// The order of a poll, reorgs, finality, and what is reported when.
#include <fmt/format.h>

#include <ballast/base/hex.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/chains/evm/watch_session.hpp>

namespace ballast::chains::evm {

namespace {

/// A node between two answers may contradict itself once; three times in a row is said.
constexpr std::size_t bad_answers_until_said = 3;
/// Headers asked for at once while looking for where two branches part.
constexpr std::uint64_t ancestor_stride = 16;
/// Block times are seconds in 32 bits on the wire.
constexpr std::uint64_t timestamp_end = 1ULL << 32U;

EvmWatcherSettings bounded(EvmWatcherSettings settings)
{
    settings.blocks_per_batch =
        std::clamp<std::uint64_t>(settings.blocks_per_batch, 1, limits::rpc_batch);
    settings.unfinalised_blocks_max = std::max<std::uint64_t>(settings.unfinalised_blocks_max, 1);
    return settings;
}

std::string block_text(const Header& header)
{
    return fmt::format("{} ({})", header.number, to_hex_0x(header.hash.view()));
}

/// A cursor of other contracts says nothing about these: then everything is read again from the
/// start.
std::optional<Cursor> usable(std::optional<Cursor> cursor, const WatchedChain& chain)
{
    if (!cursor) return std::nullopt;
    const bool is_same = std::ranges::equal(cursor->contracts, chain.contracts, {},
                                            &ContractCursor::contract, &WatchedContract::address);
    return is_same ? cursor : std::nullopt;
}

}  // namespace

WatchSession::WatchSession(net::IoContext& io, const EvmWatcherSettings& settings,
                           WatchedChain chain, WatcherEvents events, std::optional<Cursor> cursor)
    : settings_{bounded(settings)},
      chain_{std::move(chain)},
      events_{std::move(events)},
      start_{usable(std::move(cursor), chain_)},
      rpc_{io, settings.node, settings.http}
{}

void WatchSession::stop()
{
    has_ended_ = true;
    rpc_.close();
}

Cursor WatchSession::cursor() const
{
    if (!followed_) return start_.value_or(Cursor{});
    const auto& anchor = followed_->anchor();
    Cursor out{.block = point_of(anchor.header)};
    for (std::size_t i = 0; i < chain_.contracts.size(); ++i)
        out.contracts.push_back({chain_.contracts[i].address, anchor.event_nonces[i]});
    return out;
}

boost::asio::awaitable<bool> WatchSession::poll()
{
    has_moved_ = false;
    auto result = co_await poll_steps();
    if (has_ended_) co_return false;
    if (has_moved_)
        report(events_.on_progress, Progress{.latest = point_of(followed_->tip().header),
                                             .finalised = point_of(followed_->anchor().header)});
    if (result)
        report_well();
    else
        report_fault(std::move(result).error());
    co_return result.has_value();
}

Step<void> WatchSession::poll_steps()
{
    if (!is_checked_)
    {
        auto checked = co_await check_node();
        if (!checked) co_return checked;
        is_checked_ = true;
    }
    const auto heads = co_await read_heads();
    if (!heads) co_return fail(heads.error());
    if (!followed_)
    {
        auto anchor = co_await find_anchor(heads->finalised);
        if (!anchor) co_return fail(anchor.error());
        followed_.emplace(*std::move(anchor));
        has_moved_ = true;
    }
    auto followed = co_await follow(*heads);
    if (!followed) co_return followed;
    auto checked = check_final(heads->finalised);
    if (!checked) co_return checked;
    report_final(heads->finalised);
    co_return Result<void, WatchFault>{};
}

Step<FollowedBlock> WatchSession::find_anchor(const Header& finalised)
{
    std::uint64_t first = finalised.number;
    for (const auto& contract : chain_.contracts)
        first = std::min(first, std::max<std::uint64_t>(contract.deployed_block, 1) - 1);
    const auto number = start_ ? start_->block.number : first;
    if (number > finalised.number)
        co_return fail(
            WatchFault{ChainProblemKind::BadAnswer,
                       fmt::format("the node of {} holds block {} final, but block {} was final "
                                   "before: it is still loading its chain, or lost it",
                                   chain_.name, finalised.number, number)});
    const auto headers = co_await read_headers(number, number);
    if (!headers) co_return fail(headers.error());
    FollowedBlock anchor{.header = headers->front(),
                         .event_nonces = std::vector<std::uint64_t>(chain_.contracts.size())};
    if (!start_) co_return anchor;
    if (anchor.header.hash != start_->block.hash)
        co_return fail(
            WatchFault{ChainProblemKind::FinalityViolated,
                       fmt::format("chain {}: block {} was final as {}, and is {} now: stop "
                                   "everything that trusts this chain",
                                   chain_.name, number, to_hex_0x(start_->block.hash.view()),
                                   to_hex_0x(anchor.header.hash.view()))});
    for (std::size_t i = 0; i < chain_.contracts.size(); ++i)
        anchor.event_nonces[i] = start_->contracts[i].event_nonce;
    co_return anchor;
}

Step<void> WatchSession::follow(const Heads& heads)
{
    const auto& latest = heads.latest;
    if (latest.number < followed_->anchor().header.number)
        co_return fail(
            WatchFault{ChainProblemKind::BadAnswer,
                       fmt::format("the node of {} is at block {} only, but block {} was final: it "
                                   "is still loading its chain, or lost it",
                                   chain_.name, latest.number, followed_->anchor().header.number)});
    const auto* known = followed_->find(latest.number);
    // A latest block that is followed already is a node that lags, or nothing new.
    if (known != nullptr && known->header.hash == latest.hash) co_return Result<void, WatchFault>{};
    const auto& tip = followed_->tip().header;
    const bool is_branch =
        known != nullptr || (latest.number == tip.number + 1 && latest.parent_hash != tip.hash);
    if (is_branch)
    {
        auto resolved = co_await resolve_reorg(latest);
        if (!resolved) co_return resolved;
    }
    while (followed_->tip().header.number < latest.number && !has_ended_)
    {
        if (followed_->size() >= settings_.unfinalised_blocks_max) report_final(heads.finalised);
        if (followed_->size() >= settings_.unfinalised_blocks_max)
            co_return fail(
                WatchFault{ChainProblemKind::FinalityStalled,
                           fmt::format("chain {}: {} blocks follow the last final one, {}: nothing "
                                       "further is followed until finality moves",
                                       chain_.name, followed_->size(),
                                       block_text(followed_->anchor().header))});
        const auto first = followed_->tip().header.number + 1;
        const auto last = std::min(latest.number, first + settings_.blocks_per_batch - 1);
        std::vector<Header> headers(1, latest);
        if (first != latest.number)
        {
            auto read = co_await read_headers(first, last);
            if (!read) co_return fail(read.error());
            headers = *std::move(read);
        }
        Result<void, WatchFault> moved;
        if (followed_->continues_with(headers.front()))
            moved = co_await extend(heads, headers);
        else
            moved = co_await resolve_reorg(headers.front());
        if (!moved) co_return moved;
    }
    co_return Result<void, WatchFault>{};
}

Step<void> WatchSession::resolve_reorg(const Header& latest)
{
    const auto from = followed_->tip().header;
    const auto ancestor = co_await find_ancestor(std::min(from.number, latest.number - 1));
    if (!ancestor) co_return fail(ancestor.error());
    auto removed = followed_->cut_above(*ancestor);
    if (removed.empty()) co_return Result<void, WatchFault>{};
    has_moved_ = true;
    for (const auto& block : removed)
        for (auto it = block.observations.rbegin(); it != block.observations.rend(); ++it)
            report(events_.on_removed, *it);
    report(events_.on_reorg, Reorg{.from = point_of(from),
                                   .to = point_of(latest),
                                   .ancestor = point_of(followed_->tip().header),
                                   .depth = removed.size()});
    co_return Result<void, WatchFault>{};
}

Step<std::uint64_t> WatchSession::find_ancestor(std::uint64_t from)
{
    const auto anchor = followed_->anchor().header;
    for (auto last = from;;)
    {
        const auto first = std::max(anchor.number, last + 1 - std::min(last + 1, ancestor_stride));
        const auto headers = co_await read_headers(first, last);
        if (!headers) co_return fail(headers.error());
        for (auto it = headers->rbegin(); it != headers->rend(); ++it)
            if (followed_->find(it->number)->header.hash == it->hash) co_return it->number;
        if (first == anchor.number)
            co_return fail(
                WatchFault{ChainProblemKind::FinalityViolated,
                           fmt::format("chain {}: block {} was final, but the node's chain has {} "
                                       "in its place: stop everything that trusts this chain",
                                       chain_.name, block_text(anchor),
                                       to_hex_0x(headers->front().hash.view()))});
        last = first - 1;
    }
}

Step<void> WatchSession::extend(const Heads& heads, std::vector<Header> headers)
{
    for (std::size_t i = 1; i < headers.size(); ++i)
        // The node changed its mind between two answers: what fits is taken, the rest comes with
        // the next poll.
        if (headers[i].parent_hash != headers[i - 1].hash) headers.resize(i);
    const bool are_final = headers.back().number <= heads.finalised.number;
    const auto reads = co_await read_blocks(headers, are_final);
    if (!reads) co_return fail(reads.error());
    for (std::size_t i = 0; i < headers.size() && !has_ended_; ++i)
    {
        if (headers[i].timestamp_s >= timestamp_end)
            co_return fail(WatchFault{ChainProblemKind::BadAnswer,
                                      "chain " + chain_.name + ": block " + block_text(headers[i]) +
                                          " has no time of 32 bits"});
        const bool is_final = headers[i].number <= heads.finalised.number;
        auto block = make_block(followed_->tip(), headers[i], (*reads)[i]);
        // In a block that may still vanish, what is wrong may vanish with it.
        if (!block && !is_final)
            co_return fail(WatchFault{ChainProblemKind::BadAnswer, block.error().sentence});
        if (!block) co_return fail(block.error());
        followed_->append(*std::move(block));
        has_moved_ = true;
        if (!is_final) report_pending(followed_->tip());
    }
    co_return Result<void, WatchFault>{};
}

Result<void, WatchFault> WatchSession::check_final(const Header& finalised) const
{
    const auto* known = followed_->find(finalised.number);
    if (known == nullptr || known->header.hash == finalised.hash) return {};
    if (known == &followed_->anchor())
        return fail(WatchFault{
            ChainProblemKind::FinalityViolated,
            fmt::format("chain {}: block {} was final, and the node calls {} final now: stop "
                        "everything that trusts this chain",
                        chain_.name, block_text(known->header), to_hex_0x(finalised.hash.view()))});
    return fail(WatchFault{
        ChainProblemKind::BadAnswer,
        fmt::format("chain {}: the final block {} is not in the chain of the latest block",
                    chain_.name, block_text(finalised))});
}

void WatchSession::report_pending(const FollowedBlock& block)
{
    for (const auto& observation : block.observations) report(events_.on_pending, observation);
}

void WatchSession::report_final(const Header& finalised)
{
    const auto last = std::min(finalised.number, followed_->tip().header.number);
    for (auto number = followed_->anchor().header.number + 1; number <= last; ++number)
    {
        const auto* block = followed_->find(number);
        for (const auto& observation : block->observations)
            report(events_.on_finalised, observation);
        for (const auto& head : block->heads) report(events_.on_head, head);
        // Stopped by a callback: the block was not reported whole, so the cursor stays before it.
        if (has_ended_) return;
        static_cast<void>(followed_->finalise(number));
        has_moved_ = true;
    }
}

void WatchSession::report_fault(WatchFault fault)
{
    if (fault.kind == ChainProblemKind::Unreachable) is_checked_ = false;
    const bool is_bad = fault.kind == ChainProblemKind::BadAnswer;
    bad_answers_ = is_bad ? bad_answers_ + 1 : 0;
    if (said_problem_ == fault.kind || (is_bad && bad_answers_ < bad_answers_until_said)) return;
    said_problem_ = fault.kind;
    report(events_.on_problem,
           ChainProblem{.kind = fault.kind, .sentence = std::move(fault.sentence)});
    if (is_fatal(fault.kind)) stop();
}

void WatchSession::report_well()
{
    bad_answers_ = 0;
    if (!said_problem_) return;
    said_problem_.reset();
    report(events_.on_recovered);
}

}  // namespace ballast::chains::evm
