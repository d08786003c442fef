// SPDX-License-Identifier: Apache-2.0
// From a contract's log `Observed(eventNonce, kind, body)` to the observation that guardians sign,
// and the HEAD of a block. What is not canonical, byte for byte, is refused. Not for other modules.
#pragma once
#include <ballast/chains/evm/rpc_types.hpp>
#include <ballast/chains/watcher.hpp>

namespace ballast::chains::evm {

/// The first topic of every observation.
[[nodiscard]] const Bytes32& observed_topic();

/// A log that is an observation.
struct ObservedLog
{
    std::size_t contract{};  ///< index in WatchedChain::contracts
    Observation observation;
};

/// The observation in a log of the block `header`; a sentence that says what is wrong with it
/// otherwise.
[[nodiscard]] Result<ObservedLog, std::string> read_observed_log(const WatchedChain& chain,
                                                                 const Header& header,
                                                                 const Log& log);
/// The HEAD of a contract at a block, whose counter stands at `event_nonce`; a sentence when the
/// block has no canonical one.
[[nodiscard]] Result<Observation, std::string> make_head(const WatchedChain& chain,
                                                         std::size_t contract, const Header& header,
                                                         std::uint64_t event_nonce);

}  // namespace ballast::chains::evm
