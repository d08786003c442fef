// SPDX-License-Identifier: Apache-2.0
// What can go wrong between us and a chain, by name, with a sentence that says what to do. The same
// for every family of chains.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace ballast::chains {

enum class ChainProblemKind : std::uint8_t
{
    Unreachable,       ///< the node does not answer; tried again for ever, said once
    BadAnswer,         ///< the node answered what cannot be; tried again
    FinalityStalled,   ///< blocks come, finality does not; what is not final is followed no further
    NoBalance,         ///< the relayer cannot pay for its transactions
    FeesTooHigh,       ///< the chain asks for more than the configured cap; orders wait
    TransactionStuck,  ///< a transaction is in no block long after its replacement
    // fatal: the watcher stops and signs nothing more of this chain
    WrongChain,        ///< the node speaks for another chain
    WrongCode,         ///< a contract's code is not what genesis pins
    BadLog,            ///< a contract's log is not a canonical observation
    NonceGap,          ///< the logs of a contract do not count as its counter does
    FinalityViolated,  ///< a block that was final is no longer in the chain: black
};
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(ChainProblemKind kind);
/// True when nothing of the chain may be believed until a person has looked.
[[nodiscard]] bool is_fatal(ChainProblemKind kind);

struct ChainProblem
{
    ChainProblemKind kind{};
    std::string sentence;  ///< names the chain, what was found, what was expected and what to do
};

}  // namespace ballast::chains
