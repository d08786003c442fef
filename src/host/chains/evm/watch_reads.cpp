// SPDX-License-Identifier: Apache-2.0
// What a watcher asks of its node, and what it makes of the answers.
#include <fmt/format.h>

#include <ballast/base/hex.hpp>
#include <ballast/chains/evm/observed_log.hpp>
#include <ballast/chains/evm/watch_session.hpp>
#include <ballast/crypto/keccak256.hpp>
#include <ballast/wire/abi.hpp>
#include <boost/json/object.hpp>

namespace ballast::chains::evm {

namespace {

namespace json = boost::json;

std::unexpected<WatchFault> bad_answer(std::string sentence)
{
    return fail(WatchFault{ChainProblemKind::BadAnswer, std::move(sentence)});
}

json::array addresses_of(const WatchedChain& chain)
{
    json::array out;
    for (const auto& contract : chain.contracts)
        out.emplace_back(to_hex_0x(contract.address.evm().view()));
    return out;
}

RpcCall logs_call(const WatchedChain& chain, json::object filter)
{
    filter["address"] = addresses_of(chain);
    filter["topics"] = json::array{to_hex_0x(observed_topic().view())};
    return {"eth_getLogs", {std::move(filter)}};
}

RpcCall counter_call(const WatchedContract& contract, const Header& header)
{
    json::object call{{"to", to_hex_0x(contract.address.evm().view())},
                      {"data", to_hex_0x(wire::abi::encode_call("eventNonce()", {}))}};
    // By hash (EIP-1898): a number would mean another block after a reorg.
    return {"eth_call",
            {std::move(call), json::object{{"blockHash", to_hex_0x(header.hash.view())}}}};
}

// Lists of calls are made here and not in the coroutines: g++ 12 cannot keep a list's array in a
// coroutine's frame.

/// Who the node speaks for, how far it is, and the code of every contract.
std::vector<RpcCall> node_calls(const WatchedChain& chain)
{
    std::vector<RpcCall> calls{{"eth_chainId", {}}, {"eth_blockNumber", {}}};
    for (const auto& contract : chain.contracts)
        calls.push_back({"eth_getCode", {to_hex_0x(contract.address.evm().view()), "latest"}});
    return calls;
}

std::vector<RpcCall> heads_calls()
{
    return {{"eth_getBlockByNumber", {"latest", false}},
            {"eth_getBlockByNumber", {"finalized", false}}};
}

std::vector<RpcCall> header_calls(std::uint64_t first, std::uint64_t last)
{
    std::vector<RpcCall> calls;
    for (auto number = first; number <= last; ++number)
        calls.push_back({"eth_getBlockByNumber", {quantity(number), false}});
    return calls;
}

/// The logs of some blocks. What is final is asked for as a range; what is not, by hash, so that a
/// reorg between two calls shows.
std::vector<RpcCall> log_calls(const WatchedChain& chain, const std::vector<Header>& headers,
                               bool are_final)
{
    if (are_final)
        return {logs_call(chain, {{"fromBlock", quantity(headers.front().number)},
                                  {"toBlock", quantity(headers.back().number)}})};
    std::vector<RpcCall> calls;
    for (const auto& header : headers)
        calls.push_back(logs_call(chain, {{"blockHash", to_hex_0x(header.hash.view())}}));
    return calls;
}

/// A contract's counter; nothing where the node refuses to say.
std::optional<std::uint64_t> read_counter(const RpcResult& result)
{
    if (!result) return std::nullopt;
    const auto data = parse_data(*result, "result", 32);
    if (!data) return std::nullopt;
    const auto value = wire::abi::Reader{*data}.u64(0);
    return value ? std::optional{*value} : std::nullopt;
}

}  // namespace

WatchFault WatchSession::fault_of(const RpcProblem& problem) const
{
    const auto kind =
        problem.is_connection() ? ChainProblemKind::Unreachable : ChainProblemKind::BadAnswer;
    return {kind, "chain " + chain_.name + ": " + problem.sentence};
}

bool WatchSession::has_head(std::size_t contract, std::uint64_t number) const
{
    return chain_.heartbeat_blocks != 0 && number % chain_.heartbeat_blocks == 0 &&
           number >= chain_.contracts[contract].deployed_block;
}

Step<std::vector<RpcResult>> WatchSession::read_all(std::vector<RpcCall> calls)
{
    std::vector<RpcResult> out;
    auto rest = std::span{calls};
    while (!rest.empty())
    {
        const auto count = std::min(rest.size(), limits::rpc_batch);
        std::vector<RpcCall> batch{
            std::move_iterator{rest.begin()},
            std::move_iterator{rest.begin() + static_cast<std::ptrdiff_t>(count)}};
        rest = rest.subspan(count);
        auto answers = co_await await_batch(rpc_, std::move(batch));
        if (!answers) co_return fail(fault_of(answers.error()));
        for (auto& answer : *answers) out.push_back(std::move(answer));
    }
    co_return out;
}

Step<void> WatchSession::check_node()
{
    auto calls = node_calls(chain_);
    const auto answers = co_await read_all(std::move(calls));
    if (!answers) co_return fail(answers.error());
    for (const auto& answer : *answers)
        if (!answer) co_return fail(fault_of(answer.error()));
    const auto id = parse_u64(*(*answers)[0], "chain id");
    const auto latest = parse_u64(*(*answers)[1], "block number");
    if (!id || !latest) co_return bad_answer((id ? latest.error() : id.error()).sentence);
    if (*id != chain_.eip155)
        co_return fail(WatchFault{
            ChainProblemKind::WrongChain,
            fmt::format("{} speaks for chain {}, but {} is chain {}: correct the URL of its node",
                        rpc_.url().text(), *id, chain_.name, chain_.eip155)});
    // A chain that is followed already shows by its hashes that it is the same, and so is its code.
    if (followed_) co_return Result<void, WatchFault>{};
    for (std::size_t i = 0; i < chain_.contracts.size(); ++i)
    {
        const auto& contract = chain_.contracts[i];
        const auto code = parse_data(*(*answers)[i + 2], "code", limits::contract_code_size);
        if (!code) co_return bad_answer(code.error().sentence);
        if (*latest < contract.deployed_block)
            co_return bad_answer(
                fmt::format("the node of {} is at block {} only, before the contracts' block {}: "
                            "it is still loading its chain, or lost it",
                            chain_.name, *latest, contract.deployed_block));
        const auto hash = crypto::keccak256(*code);
        if (hash == contract.code_hash) continue;
        co_return fail(WatchFault{
            ChainProblemKind::WrongCode,
            fmt::format("the contract {} on {} has {}, but genesis pins code of hash {}: this is "
                        "not the contract that was agreed on",
                        to_hex_0x(contract.address.evm().view()), chain_.name,
                        code->empty() ? "no code" : "code of hash " + to_hex_0x(hash.view()),
                        to_hex_0x(contract.code_hash.view()))});
    }
    co_return Result<void, WatchFault>{};
}

Step<WatchSession::Heads> WatchSession::read_heads()
{
    auto calls = heads_calls();
    const auto answers = co_await read_all(std::move(calls));
    if (!answers) co_return fail(answers.error());
    std::array<Header, 2> headers;
    for (std::size_t i = 0; i < headers.size(); ++i)
    {
        const auto& answer = (*answers)[i];
        if (!answer) co_return fail(fault_of(answer.error()));
        const auto header = parse_header(*answer);
        if (!header) co_return bad_answer(header.error().sentence);
        if (!*header)
            co_return bad_answer(fmt::format("the node of {} names no {} block", chain_.name,
                                             i == 0 ? "latest" : "finalized"));
        headers[i] = **header;
    }
    co_return Heads{.latest = headers[0], .finalised = headers[1]};
}

Step<std::vector<Header>> WatchSession::read_headers(std::uint64_t first, std::uint64_t last)
{
    auto calls = header_calls(first, last);
    const auto answers = co_await read_all(std::move(calls));
    if (!answers) co_return fail(answers.error());
    std::vector<Header> out;
    for (const auto& answer : *answers)
    {
        if (!answer) co_return fail(fault_of(answer.error()));
        const auto header = parse_header(*answer);
        const auto number = first + out.size();
        if (!header) co_return bad_answer(header.error().sentence);
        if (!*header || (*header)->number != number)
            co_return bad_answer(fmt::format(
                "the node of {} has no block {}, but named a later one", chain_.name, number));
        out.push_back(**header);
    }
    co_return out;
}

Step<std::vector<BlockRead>> WatchSession::read_blocks(const std::vector<Header>& headers,
                                                       bool are_final)
{
    auto calls = log_calls(chain_, headers, are_final);
    const auto logs_count = calls.size();
    for (const auto& header : headers)
        for (std::size_t i = 0; i < chain_.contracts.size(); ++i)
            if (has_head(i, header.number))
                calls.push_back(counter_call(chain_.contracts[i], header));

    const auto answers = co_await read_all(std::move(calls));
    if (!answers) co_return fail(answers.error());
    std::vector<BlockRead> out(headers.size());
    for (std::size_t i = 0; i < logs_count; ++i)
    {
        const auto& answer = (*answers)[i];
        if (!answer) co_return fail(fault_of(answer.error()));
        auto logs = parse_logs(*answer);
        if (!logs) co_return bad_answer(logs.error().sentence);
        if (!are_final)
            out[i].logs = *std::move(logs);
        else if (auto grouped = group_logs(headers, *logs, out); !grouped)
            co_return fail(grouped.error());
    }
    auto next = logs_count;
    for (std::size_t block = 0; block < headers.size(); ++block)
        for (std::size_t i = 0; i < chain_.contracts.size(); ++i)
            out[block].counters.push_back(has_head(i, headers[block].number)
                                              ? read_counter((*answers)[next++])
                                              : std::nullopt);
    co_return out;
}

Result<void, WatchFault> WatchSession::group_logs(const std::vector<Header>& headers,
                                                  const std::vector<Log>& logs,
                                                  std::vector<BlockRead>& out) const
{
    for (const auto& log : logs)
    {
        const auto first = headers.front().number;
        if (log.block_number < first || log.block_number > headers.back().number)
            return bad_answer(
                fmt::format("the node of {} sent a log of block {} when asked for {} to {}",
                            chain_.name, log.block_number, first, headers.back().number));
        out[static_cast<std::size_t>(log.block_number - first)].logs.push_back(log);
    }
    return {};
}

Result<FollowedBlock, WatchFault> WatchSession::make_block(const FollowedBlock& parent,
                                                           const Header& header,
                                                           const BlockRead& read) const
{
    FollowedBlock block{.header = header, .event_nonces = parent.event_nonces};
    std::optional<std::uint64_t> last_index;
    for (const auto& log : read.logs)
    {
        auto observed = read_observed_log(chain_, header, log);
        if (!observed)
            return fail(WatchFault{ChainProblemKind::BadLog,
                                   "chain " + chain_.name + ": " + observed.error()});
        auto& nonce = block.event_nonces[observed->contract];
        if (observed->observation.sequence != nonce + 1 || (last_index && log.index <= *last_index))
            return fail(
                WatchFault{ChainProblemKind::NonceGap,
                           fmt::format("chain {}: observation {} of {} follows observation {} in "
                                       "block {}: the node left logs out, or repeats them",
                                       chain_.name, observed->observation.sequence,
                                       to_hex_0x(log.address.view()), nonce, header.number)});
        ++nonce;
        last_index = log.index;
        block.observations.push_back(std::move(observed->observation));
    }
    for (std::size_t i = 0; i < chain_.contracts.size(); ++i)
    {
        if (!has_head(i, header.number)) continue;
        const auto& counter = read.counters[i];
        if (counter && *counter != block.event_nonces[i])
            return fail(WatchFault{
                ChainProblemKind::NonceGap,
                fmt::format("chain {}: the contract {} counts {} observations at block {}, but the "
                            "node showed {}: it left logs out",
                            chain_.name, to_hex_0x(chain_.contracts[i].address.evm().view()),
                            *counter, header.number, block.event_nonces[i])});
        auto head = make_head(chain_, i, header, block.event_nonces[i]);
        if (!head)
            return fail(
                WatchFault{ChainProblemKind::BadLog, "chain " + chain_.name + ": " + head.error()});
        block.heads.push_back(*std::move(head));
    }
    return block;
}

}  // namespace ballast::chains::evm
