// SPDX-License-Identifier: Apache-2.0
// What a submitter asks of its node. Lists of calls are made outside the coroutines: g++ 12 cannot
// keep a list's array in a coroutine's frame.
#include <fmt/format.h>

#include <ballast/base/hex.hpp>
#include <ballast/chains/evm/relay_session.hpp>
#include <ballast/chains/evm/revert.hpp>
#include <boost/json/object.hpp>

namespace ballast::chains::evm {

namespace {

namespace json = boost::json;

constexpr std::uint64_t ppm = 1'000'000;

RpcCall count_call(const Bytes20& relayer, std::string_view block)
{
    return {"eth_getTransactionCount", {to_hex_0x(relayer.view()), block}};
}

/// The counts come first: a transaction that they include has its receipt by the time that is
/// looked for.
std::vector<RpcCall> receipt_calls(const Bytes20& relayer,
                                   const std::map<std::uint64_t, RelayTask>& in_flight)
{
    std::vector<RpcCall> calls{count_call(relayer, "latest"), count_call(relayer, "pending")};
    for (const auto& [nonce, task] : in_flight)
        for (const auto& version : task.versions)
            calls.push_back({"eth_getTransactionReceipt", {to_hex_0x(version.hash.view())}});
    return calls;
}

std::vector<RpcCall> fee_calls()
{
    return {{"eth_feeHistory", {"0x1", "latest", json::array{}}}, {"eth_maxPriorityFeePerGas", {}}};
}

json::object call_object(const Bytes20& from, const RelayTask& task)
{
    return {{"from", to_hex_0x(from.view())},
            {"to", to_hex_0x(task.to.view())},
            {"data", to_hex_0x(task.call)}};
}

RpcCall estimate_call(const Bytes20& from, const RelayTask& task)
{
    return {"eth_estimateGas", {call_object(from, task)}};
}

RpcCall replay_call(const Bytes20& from, const RelayTask& task, std::uint64_t block_number)
{
    auto call = call_object(from, task);
    call["gas"] = quantity(task.transaction.gas_limit);
    return {"eth_call", {std::move(call), quantity(block_number)}};
}

RpcCall send_call(const wire::SignedEvmTransaction& transaction)
{
    return {"eth_sendRawTransaction", {to_hex_0x(transaction.raw)}};
}

bool says(const RpcProblem& problem, std::string_view words)
{
    const auto same = [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
    };
    return !std::ranges::search(problem.sentence, words, same).empty();
}

}  // namespace

RelayFault RelaySession::fault_of(const RpcProblem& problem) const
{
    const auto kind =
        problem.is_connection() ? ChainProblemKind::Unreachable : ChainProblemKind::BadAnswer;
    return {kind, "chain " + settings_.name + ": " + problem.sentence};
}

RelayStep<void> RelaySession::check_chain()
{
    RpcCall call{.method = "eth_chainId"};
    const auto answer = co_await await_call(rpc_, std::move(call));
    if (!answer) co_return fail(fault_of(answer.error()));
    const auto id = parse_u64(*answer, "chain id");
    if (!id) co_return fail(fault_of(id.error()));
    if (*id != settings_.eip155)
        co_return fail(
            RelayFault{ChainProblemKind::WrongChain,
                       fmt::format("{} speaks for chain {}, but {} is chain {}: correct the URL of "
                                   "its node; nothing is sent meanwhile",
                                   rpc_.url().text(), *id, settings_.name, settings_.eip155)});
    co_return Result<void, RelayFault>{};
}

RelayStep<RelaySession::Counts> RelaySession::read_receipts(std::map<Nonce, Receipt>& found)
{
    auto calls = receipt_calls(relayer_, in_flight_);
    const auto answers = co_await await_batch(rpc_, std::move(calls));
    if (!answers) co_return fail(fault_of(answers.error()));
    for (const auto& answer : *answers)
        if (!answer) co_return fail(fault_of(answer.error()));
    const auto latest = parse_u64(*(*answers)[0], "transaction count");
    const auto pending = parse_u64(*(*answers)[1], "transaction count");
    if (!latest || !pending) co_return fail(fault_of(latest ? pending.error() : latest.error()));
    std::size_t next = 2;
    for (const auto& [nonce, task] : in_flight_)
        for (std::size_t version = 0; version < task.versions.size(); ++version)
        {
            auto receipt = parse_receipt(*(*answers)[next++]);
            if (!receipt) co_return fail(fault_of(receipt.error()));
            if (*receipt) found.insert_or_assign(nonce, **std::move(receipt));
        }
    co_return Counts{.latest = *latest, .pending = std::max(*latest, *pending)};
}

RelayStep<RelaySession::Nonce> RelaySession::next_nonce()
{
    // With nothing in flight the node knows better: a reorg may have taken transactions back.
    if (next_nonce_ && !in_flight_.empty()) co_return *next_nonce_;
    auto call = count_call(relayer_, "pending");
    const auto answer = co_await await_call(rpc_, std::move(call));
    if (!answer) co_return fail(fault_of(answer.error()));
    const auto count = parse_u64(*answer, "transaction count");
    if (!count) co_return fail(fault_of(count.error()));
    // Those in flight that the node does not count are sent again, so their nonces stay taken.
    auto nonce = *count;
    if (!in_flight_.empty()) nonce = std::max(nonce, in_flight_.rbegin()->first + 1);
    co_return nonce;
}

RelayStep<Fees> RelaySession::read_fees()
{
    if (fees_) co_return *fees_;
    auto calls = fee_calls();
    const auto answers = co_await await_batch(rpc_, std::move(calls));
    if (!answers) co_return fail(fault_of(answers.error()));
    const auto& history = (*answers)[0];
    if (!history) co_return fail(fault_of(history.error()));
    const auto base = parse_next_base_fee(*history);
    if (!base) co_return fail(fault_of(base.error()));
    // A node that suggests no tip leaves it to the configured least one.
    u128 tip = 0;
    if (const auto& suggestion = (*answers)[1])
        if (const auto parsed = parse_quantity(*suggestion, "tip")) tip = *parsed;
    fees_ = fees_for(*base, tip, settings_);
    if (fees_) co_return *fees_;
    co_return fail(RelayFault{
        ChainProblemKind::FeesTooHigh,
        fmt::format("chain {} asks for a base fee of {} wei, above the cap of {} wei: orders wait; "
                    "raise the cap if that is meant to be paid",
                    settings_.name, to_decimal(*base), to_decimal(settings_.fee_max_wei))});
}

RelayStep<std::optional<std::uint64_t>> RelaySession::estimate_gas(RelayTask& task)
{
    auto call = estimate_call(relayer_, task);
    const auto answer = co_await await_call(rpc_, std::move(call));
    if (has_ended_) co_return std::nullopt;
    if (!answer)
    {
        const auto& problem = answer.error();
        const bool is_refusal = problem.kind == RpcErrorKind::RpcError &&
                                (!problem.data.empty() || says(problem, "revert"));
        if (!is_refusal) co_return fail(fault_of(problem));
        auto reason = describe_revert(problem.data);
        refuse(task, reason.empty() ? problem.sentence : std::move(reason));
        co_return std::nullopt;
    }
    const auto estimate = parse_u64(*answer, "gas");
    if (!estimate) co_return fail(fault_of(estimate.error()));
    if (*estimate > settings_.gas_limit_max)
    {
        refuse(task, fmt::format("it needs {} gas, above the cap of {}", *estimate,
                                 settings_.gas_limit_max));
        co_return std::nullopt;
    }
    const auto margin = *estimate * settings_.gas_margin_ppm / ppm;
    co_return std::min(*estimate + margin, settings_.gas_limit_max);
}

RelayStep<RelaySession::Sent> RelaySession::send(const wire::SignedEvmTransaction& transaction)
{
    auto call = send_call(transaction);
    const auto answer = co_await await_call(rpc_, std::move(call));
    if (answer) co_return Sent::Taken;
    const auto& problem = answer.error();
    if (problem.kind != RpcErrorKind::RpcError) co_return fail(fault_of(problem));
    // Nodes have no common codes for these; the words are those of Geth, Erigon, Nethermind, Besu,
    // Reth and Anvil.
    for (const std::string_view known :
         {"already known", "already imported", "alreadyknown", "known transaction"})
        if (says(problem, known)) co_return Sent::Taken;
    for (const std::string_view low : {"nonce too low", "nonce is too low", "oldnonce"})
        if (says(problem, low)) co_return Sent::Behind;
    if (says(problem, "underpriced")) co_return Sent::Underbid;
    if (says(problem, "insufficient"))
        co_return fail(
            RelayFault{ChainProblemKind::NoBalance,
                       fmt::format("chain {}: the relayer {} cannot pay for its transactions ({}): "
                                   "send it some of the chain's own coin",
                                   settings_.name, to_hex_0x(relayer_.view()), problem.sentence)});
    co_return fail(fault_of(problem));
}

RelayStep<std::string> RelaySession::revert_reason(const RelayTask& task,
                                                   std::uint64_t block_number)
{
    auto call = replay_call(relayer_, task, block_number);
    const auto answer = co_await await_call(rpc_, std::move(call));
    if (answer) co_return "it failed in its block, and would succeed now";
    const auto& problem = answer.error();
    if (problem.is_connection()) co_return fail(fault_of(problem));
    auto reason = describe_revert(problem.data);
    co_return reason.empty() ? problem.sentence : reason;
}

}  // namespace ballast::chains::evm
