// SPDX-License-Identifier: Apache-2.0
// A small server of what a price source signs, for development, tests and the demo: GET
// /v1/updates/latest answers the newest price update's bytes; the WebSocket /v1/updates/stream
// pushes each update, surface and marks as a binary message, the newest of each at once.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/feeds/price_signer.hpp>
#include <memory>
#include <string>

namespace ballast::net {
class IoContext;
}

namespace ballast::feeds {

inline constexpr std::string_view latest_update_path = "/v1/updates/latest";
inline constexpr std::string_view update_stream_path = "/v1/updates/stream";

/// Where the publisher listens; port 0 takes a free one.
struct PublisherOptions
{
    std::string host;
    std::uint16_t port{};
};

/// Signs and serves. Publishing is for any thread; the server runs on the context's thread.
class Publisher
{
public:
    /// Listens, or says in a sentence why not ("127.0.0.1:7410 is in use: …").
    [[nodiscard]] static Result<std::unique_ptr<Publisher>, std::string> start(
        net::IoContext& io, PriceSigner signer, PublisherOptions options);
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// Signs `prices` at `publish_time_s` (after the last one) and sends the update to everybody
    /// who listens. Returns the update's bytes. This is also how a caller steps through prices by
    /// hand.
    Result<Bytes, PublishProblem> publish(std::span<const FeedPrice> prices,
                                          std::int64_t publish_time_s);
    /// Likewise a surface, later than the last one of its underlying.
    Result<Bytes, PublishProblem> publish_surface(const VolatilityUpdate& surface);
    /// Likewise marks, each later than the last one of its instrument; the message carries the last
    /// ones of the others too.
    Result<Bytes, PublishProblem> publish_marks(std::span<const InstrumentMark> marks);

    /// The port that was taken.
    [[nodiscard]] std::uint16_t port() const;
    /// ws:// of the stream, for a configuration file.
    [[nodiscard]] std::string stream_url() const;

private:
    class Impl;
    explicit Publisher(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::feeds
