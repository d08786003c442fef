// SPDX-License-Identifier: Apache-2.0
// The steps of a watcher between two pauses: reads the node, extends or cuts the followed chain,
// and reports. Not for other modules.
#pragma once
#include <ballast/chains/evm/evm_watcher.hpp>
#include <ballast/chains/evm/followed_chain.hpp>
#include <ballast/chains/evm/json_rpc_await.hpp>

namespace ballast::chains::evm {

/// Why a step ended early; a fault that is final is fatal, others are tried again.
struct WatchFault
{
    ChainProblemKind kind{};
    std::string sentence;
};

/// What the node says of one block.
struct BlockRead
{
    std::vector<Log> logs;
    /// At a heartbeat: each contract's own counter, where the node still has the state.
    std::vector<std::optional<std::uint64_t>> counters;
};

template <class T>
using Step = boost::asio::awaitable<Result<T, WatchFault>>;

class WatchSession
{
public:
    WatchSession(net::IoContext& io, const EvmWatcherSettings& settings, WatchedChain chain,
                 WatcherEvents events, std::optional<Cursor> cursor);

    /// Does all that the node has news for; false when it should be left alone for a while.
    boost::asio::awaitable<bool> poll();
    /// Ends: nothing is reported any more.
    void stop();
    /// Stopped, or ended by a fatal problem.
    [[nodiscard]] bool has_ended() const { return has_ended_; }
    [[nodiscard]] Cursor cursor() const;

private:
    /// What the node says of its chain at one moment.
    struct Heads
    {
        Header latest;
        Header finalised;
    };

    // Each step is a sequence of calls; the order below is the order of a poll.
    Step<void> poll_steps();
    Step<void> check_node();
    Step<FollowedBlock> find_anchor(const Header& finalised);
    Step<Heads> read_heads();
    Step<void> follow(const Heads& heads);
    Step<void> resolve_reorg(const Header& latest);
    Step<std::uint64_t> find_ancestor(std::uint64_t from);
    Step<std::vector<Header>> read_headers(std::uint64_t first, std::uint64_t last);
    Step<void> extend(const Heads& heads, std::vector<Header> headers);
    Step<std::vector<BlockRead>> read_blocks(const std::vector<Header>& headers, bool are_final);
    Step<std::vector<RpcResult>> read_all(std::vector<RpcCall> calls);

    Result<void, WatchFault> group_logs(const std::vector<Header>& headers,
                                        const std::vector<Log>& logs,
                                        std::vector<BlockRead>& out) const;
    Result<FollowedBlock, WatchFault> make_block(const FollowedBlock& parent, const Header& header,
                                                 const BlockRead& read) const;
    [[nodiscard]] bool has_head(std::size_t contract, std::uint64_t number) const;
    Result<void, WatchFault> check_final(const Header& finalised) const;
    void report_pending(const FollowedBlock& block);
    void report_final(const Header& finalised);
    void report_fault(WatchFault fault);
    void report_well();
    [[nodiscard]] WatchFault fault_of(const RpcProblem& problem) const;
    template <class Event, class... Arguments>
    void report(const Event& event, const Arguments&... arguments) const
    {
        if (!has_ended_ && event) event(arguments...);
    }

    const EvmWatcherSettings settings_;
    const WatchedChain chain_;
    const WatcherEvents events_;
    const std::optional<Cursor> start_;
    JsonRpc rpc_;
    std::optional<FollowedChain> followed_;  ///< once the node has shown that it is the right one
    bool has_moved_{};
    bool has_ended_{};
    bool is_checked_{};
    std::size_t bad_answers_{};                     ///< in a row
    std::optional<ChainProblemKind> said_problem_;  ///< reported and not recovered from
};

}  // namespace ballast::chains::evm
