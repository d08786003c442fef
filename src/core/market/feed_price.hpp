// SPDX-License-Identifier: Apache-2.0
// The last accepted price of each feed. Leaves out marks, forwards and volatility, which come with
// their instruments.
#pragma once
#include <ballast/domain/ids.hpp>
#include <boost/describe.hpp>
#include <cstdint>

namespace ballast::market {

/// The last accepted price of a feed, USD e8; publish_time_s 0 means there was none yet.
struct FeedPrice
{
    Bytes32 feed;
    std::int64_t price_e8{};
    std::int64_t conf_e8{};
    std::int64_t publish_time_s{};
    bool degraded{};  ///< conf/price above the feed's bound
    bool operator==(const FeedPrice&) const = default;

    [[nodiscard]] bool exists() const { return publish_time_s != 0; }
    /// The last millisecond at which the price supports new risk.
    [[nodiscard]] std::int64_t fresh_until_ms(std::int64_t staleness_ms) const
    {
        return exists() ? publish_time_s * 1000 + staleness_ms : -1;
    }
};
BOOST_DESCRIBE_STRUCT(FeedPrice, (), (feed, price_e8, conf_e8, publish_time_s, degraded))

}  // namespace ballast::market
