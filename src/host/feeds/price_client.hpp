// SPDX-License-Identifier: Apache-2.0
// Follows a price source's stream (docs/formats/market_updates.md): dials, hands on the raw bytes
// with the kind of evidence that they claim to be, dials again when the line breaks. Verifies
// nothing: the bytes are untrusted until attest has seen them.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/evidence.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace ballast::net {
class IoContext;
}

namespace ballast::feeds {

/// Seconds of the grid that did not come, by the (unverified) times of the updates around them.
struct PriceGap
{
    std::int64_t last_s{};  ///< time of the update before
    std::int64_t next_s{};  ///< time of the update after; more than last_s + 1
};

/// How the client behaves; the defaults suit a stream of one price update a second.
struct PriceClientOptions
{
    std::string url;                     ///< ws://host:port/v1/updates/stream
    std::int64_t reconnect_ms_min{250};  ///< wait before the first new try; doubles up to the next
    std::int64_t reconnect_ms_max{10'000};
    std::int64_t silence_ms_max{
        5'000};  ///< without a price update for so long: on_silence, and the line is dialled again
};

/// What the client reports; all are called on the context's thread. Any may be empty.
struct PriceClientCallbacks
{
    /// PriceUpdate, or MarketUpdate for a surface or marks.
    std::function<void(EvidenceKind kind, BytesView update)> on_update;
    std::function<void(const PriceGap&)> on_gap;
    std::function<void(std::int64_t since_ms)> on_silence;
    std::function<void()> on_connected;
    std::function<void(const std::string& why, std::int64_t retry_in_ms)> on_disconnected;
};

/// One stream, followed from start to destruction.
class PriceClient
{
public:
    /// Dials soon; a sentence when the URL is none. From any thread.
    [[nodiscard]] static Result<std::unique_ptr<PriceClient>, std::string> start(
        net::IoContext& io, PriceClientOptions options, PriceClientCallbacks callbacks);
    /// After it returns, no callback runs any more. From any thread, but not from a callback.
    ~PriceClient();
    PriceClient(const PriceClient&) = delete;
    PriceClient& operator=(const PriceClient&) = delete;

private:
    class Impl;
    PriceClient(net::IoContext& io, std::shared_ptr<Impl> impl);
    net::IoContext& io_;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ballast::feeds
