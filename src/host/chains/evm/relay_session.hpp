// SPDX-License-Identifier: Apache-2.0
// The steps of a submitter between two pauses: looks for receipts, sends again what waits too long,
// and sends what is new. Not for other modules.
#pragma once
#include <ballast/chains/evm/fees.hpp>
#include <ballast/chains/evm/json_rpc_await.hpp>
#include <ballast/wire/evm_transaction.hpp>
#include <deque>
#include <map>

namespace ballast::chains::evm {

/// One order on its way.
struct RelayTask
{
    OrderId order;
    SubmissionAction action{};
    Bytes20 to;
    Bytes call;
    Submitter::Done done;

    wire::EvmTransaction transaction;  ///< once it has a nonce
    /// What was signed for that nonce: the first, and its replacement.
    std::vector<wire::SignedEvmTransaction> versions;
    std::chrono::steady_clock::time_point first_sent;
    std::chrono::steady_clock::time_point last_sent;
    bool was_answered{};  ///< the node said that it has the latest version
    bool was_replaced{};  ///< or cannot be
    bool was_said_stuck{};
    std::size_t polls_behind{};  ///< how often its nonce was used up without a receipt
};

/// Why a step ended early; it is tried again.
struct RelayFault
{
    ChainProblemKind kind{};
    std::string sentence;
};

template <class T>
using RelayStep = boost::asio::awaitable<Result<T, RelayFault>>;

class RelaySession
{
public:
    RelaySession(net::IoContext& io, const EvmSubmitterSettings& settings,
                 crypto::SecretKey relayer, SubmitterEvents events);

    void add(RelayTask task);
    /// Does all that can be done now; false when the node should be left alone for a while.
    boost::asio::awaitable<bool> step();
    [[nodiscard]] bool is_idle() const { return waiting_.empty() && in_flight_.empty(); }
    [[nodiscard]] bool has_ended() const { return has_ended_; }
    [[nodiscard]] const Bytes20& relayer() const { return relayer_; }
    /// Ends: every task gets its outcome, Stopped.
    void stop();

private:
    using Nonce = std::uint64_t;
    struct Counts
    {
        Nonce latest{};   ///< transactions in blocks
        Nonce pending{};  ///< and those that the node holds
    };
    enum class Sent
    {
        Taken,     ///< the node has it
        Behind,    ///< its nonce is used up
        Underbid,  ///< the node holds another of this nonce and wants more for a replacement
    };

    RelayStep<void> steps();
    RelayStep<void> check_chain();
    RelayStep<void> watch_in_flight();
    RelayStep<Counts> read_receipts(std::map<Nonce, Receipt>& found);
    RelayStep<void> complete(Nonce nonce, Receipt receipt);
    RelayStep<void> care_for(RelayTask& task);
    RelayStep<void> replace(RelayTask& task);
    RelayStep<void> send_next();
    RelayStep<Nonce> next_nonce();
    RelayStep<Fees> read_fees();
    RelayStep<std::optional<std::uint64_t>> estimate_gas(RelayTask& task);
    RelayStep<Sent> send(const wire::SignedEvmTransaction& transaction);
    RelayStep<std::string> revert_reason(const RelayTask& task, std::uint64_t block_number);

    void take_back(Nonce nonce);
    void take_back_all();
    bool has_gap(const Counts& counts);
    void finish(RelayTask& task, SubmissionOutcome outcome);
    void refuse(RelayTask& task, std::string reason);
    void report_fault(RelayFault fault);
    void report_sent(const RelayTask& task) const;
    [[nodiscard]] RelayFault fault_of(const RpcProblem& problem) const;

    const EvmSubmitterSettings settings_;
    const crypto::SecretKey key_;
    const Bytes20 relayer_;
    const SubmitterEvents events_;
    JsonRpc rpc_;
    std::deque<RelayTask> waiting_;
    std::map<Nonce, RelayTask> in_flight_;
    std::optional<Nonce> next_nonce_;
    std::optional<Fees> fees_;  ///< of this step
    std::size_t polls_with_gap_{};
    bool is_checked_{};
    bool has_ended_{};
    std::optional<ChainProblemKind> said_problem_;
};

}  // namespace ballast::chains::evm
