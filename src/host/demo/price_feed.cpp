// SPDX-License-Identifier: Apache-2.0
// A thread that publishes on the grid.
#include "price_feed.hpp"

#include <algorithm>
#include <ballast/env/clock.hpp>
#include <chrono>

namespace ballast::demo {
namespace {
constexpr std::int64_t grid_ms = 1'000;
}

Answer<std::unique_ptr<PriceFeed>> PriceFeed::start(net::IoContext& io, feeds::PriceSigner signer,
                                                    feeds::PricePath path, feeds::MarketPath market)
{
    auto publisher =
        feeds::Publisher::start(io, std::move(signer), {.host = "127.0.0.1", .port = 0});
    if (!publisher) return failure(publisher.error());
    return std::unique_ptr<PriceFeed>{
        new PriceFeed{*std::move(publisher), std::move(path), std::move(market)}};
}

PriceFeed::PriceFeed(std::unique_ptr<feeds::Publisher> publisher, feeds::PricePath path,
                     feeds::MarketPath market)
    : publisher_{std::move(publisher)}, player_{std::move(path), 1}, market_{std::move(market), 1}
{
    thread_ = std::thread{[this] { run(); }};
}

PriceFeed::~PriceFeed()
{
    {
        const std::lock_guard lock{mutex_};
        is_ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void PriceFeed::play(Movement movement)
{
    const std::lock_guard lock{mutex_};
    movement_ = movement;
    started_ms_ = env::SystemClock{}.monotonic_ms();
}

bool PriceFeed::is_moving() const
{
    const std::lock_guard lock{mutex_};
    return position_ms_ < movement_.to_ms;
}

void PriceFeed::pause()
{
    const std::lock_guard lock{mutex_};
    is_paused_ = true;
}

void PriceFeed::resume()
{
    const std::lock_guard lock{mutex_};
    is_paused_ = false;
}

void PriceFeed::run()
{
    std::unique_lock lock{mutex_};
    while (!is_ending_)
    {
        if (!is_paused_) publish();
        const auto now = std::chrono::system_clock::now();
        const auto next =
            std::chrono::ceil<std::chrono::seconds>(now + std::chrono::milliseconds{1});
        changed_.wait_until(lock, next, [this] { return is_ending_; });
    }
}

void PriceFeed::publish()
{
    const env::SystemClock clock;
    const std::int64_t gone_ms = (clock.monotonic_ms() - started_ms_) * movement_.speed;
    position_ms_ = std::max(position_ms_, std::min(movement_.to_ms, movement_.from_ms + gone_ms));
    // A second that was published already, after the clock was set back, is left out.
    const auto prices = player_.at(position_ms_);
    const std::int64_t time_s = clock.now_ms() / grid_ms;
    static_cast<void>(publisher_->publish(prices, time_s));
    publish_market(prices, time_s);
}

/// What the files say is well-formed; a surface that can be arbitraged is refused by the hub.
void PriceFeed::publish_market(std::span<const feeds::FeedPrice> prices, std::int64_t time_s)
{
    const feeds::DueMarket due = market_.at(position_ms_, prices, time_s);
    for (const VolatilityUpdate& surface : due.surfaces)
        static_cast<void>(publisher_->publish_surface(surface));
    if (!due.marks.empty()) static_cast<void>(publisher_->publish_marks(due.marks));
}

}  // namespace ballast::demo
