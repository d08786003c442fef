// SPDX-License-Identifier: Apache-2.0
// A watcher of one EVM node by polling: headers chained by parent hash from the first contract's
// block on, logs of each block by its hash, finality by the node's `finalized` tag. What is below
// finality and changes is fatal.
#pragma once
#include <ballast/chains/watcher.hpp>
#include <ballast/net/http_client.hpp>
#include <optional>

namespace ballast::chains::evm {

struct EvmWatcherSettings
{
    net::Url node;
    std::chrono::milliseconds poll{500};
    std::chrono::milliseconds retry_min{
        250};  ///< first pause when the node does not answer; doubles
    std::chrono::milliseconds retry_max{5'000};
    std::uint64_t blocks_per_batch{32};  ///< headers asked for in one request
    std::uint64_t unfinalised_blocks_max{
        4096};  ///< followed beyond finality; more is FinalityStalled
    net::HttpClientSettings http;
};

class EvmWatcher final : public Watcher
{
public:
    /// Follows `chain` from its first contract's block, or goes on from `cursor`.
    EvmWatcher(net::IoContext& io, EvmWatcherSettings settings, WatchedChain chain,
               WatcherEvents events, std::optional<Cursor> cursor = std::nullopt);
    /// Stops.
    ~EvmWatcher() override;

    void start() override;
    void stop() override;
    [[nodiscard]] Cursor cursor() const override;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ballast::chains::evm
