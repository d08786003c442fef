// SPDX-License-Identifier: Apache-2.0
// The demo's price source: a publisher of signed updates, one on each full second, that stands
// still on a scripted path until it is told to move along it; and the surfaces and marks that steps
// hand it. Leaves out signing (feeds).
#pragma once
#include <ballast/demo/failure.hpp>
#include <ballast/feeds/csv_player.hpp>
#include <ballast/feeds/market_board.hpp>
#include <ballast/feeds/publisher.hpp>
#include <ballast/net/io_context.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace ballast::demo {

/// A stretch of the path, and how many of its seconds pass in one.
struct Movement
{
    std::int64_t from_ms{};
    std::int64_t to_ms{};
    std::uint32_t speed{};
};

class PriceFeed
{
public:
    /// Publishes the path's first prices at once and from then on every second.
    [[nodiscard]] static Answer<std::unique_ptr<PriceFeed>> start(net::IoContext& io,
                                                                  feeds::PriceSigner signer,
                                                                  feeds::PricePath path);
    /// Ends publishing.
    ~PriceFeed();
    PriceFeed(const PriceFeed&) = delete;
    PriceFeed& operator=(const PriceFeed&) = delete;

    [[nodiscard]] std::string stream_url() const { return publisher_->stream_url(); }
    /// Moves along the path; never back.
    void play(Movement movement);
    /// True until the end of the last movement was published.
    [[nodiscard]] bool is_moving() const;
    /// Publishes the surface on the next full second, and again every few seconds, its forwards
    /// moving with the index, until the underlying's next one.
    void publish_surface(feeds::ScriptedSurface surface);
    /// Publishes the marks on the next full second, and again whenever their index moves and every
    /// few seconds, each until the instrument's next one. See MarketBoard.
    void publish_marks(std::span<const feeds::ScriptedMark> marks);
    /// Publishes nothing more until resume(); after it returns, no update is under way.
    void pause();
    void resume();

private:
    PriceFeed(std::unique_ptr<feeds::Publisher> publisher, feeds::PricePath path);
    void run();
    void publish();
    void publish_market(std::span<const feeds::FeedPrice> prices, std::int64_t time_s);

    std::unique_ptr<feeds::Publisher> publisher_;
    feeds::CsvPlayer player_;
    feeds::MarketBoard market_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Movement movement_;
    std::int64_t started_ms_{};  ///< monotonic time at which the movement began
    std::int64_t position_ms_{};
    bool is_paused_{};
    bool is_ending_{};
    std::thread thread_;
};

}  // namespace ballast::demo
