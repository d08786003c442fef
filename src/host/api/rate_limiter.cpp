// SPDX-License-Identifier: Apache-2.0
// Token buckets.
#include "rate_limiter.hpp"

#include <algorithm>

namespace ballast::api {
namespace {
constexpr std::int64_t one_token_e3 = 1000;
}

RateLimiter::RateLimiter(RateLimit limit, std::size_t entries_max, const env::Clock& clock)
    : limit_{limit}, entries_max_{entries_max}, clock_{clock}
{}

std::int64_t RateLimiter::take(std::string_view key)
{
    if (limit_.per_second == 0) return 0;
    const std::int64_t now_ms = clock_.monotonic_ms();
    auto at = by_key_.find(key);
    if (at == by_key_.end())
    {
        if (!make_room(now_ms)) return one_token_e3;
        buckets_.push_back({std::string{key}, one_token_e3 * limit_.burst, now_ms});
        at = by_key_.emplace(buckets_.back().key, std::prev(buckets_.end())).first;
    }
    Bucket& bucket = *at->second;
    refill(bucket, now_ms);
    buckets_.splice(buckets_.end(), buckets_, at->second);
    if (bucket.level_e3 < one_token_e3)
        return (one_token_e3 - bucket.level_e3 + limit_.per_second - 1) / limit_.per_second;
    bucket.level_e3 -= one_token_e3;
    return 0;
}

void RateLimiter::refill(Bucket& bucket, std::int64_t now_ms) const
{
    // A long absence fills the bucket; the bound keeps the product small.
    const std::int64_t full_e3 = one_token_e3 * limit_.burst;
    const std::int64_t elapsed_ms = std::clamp<std::int64_t>(now_ms - bucket.at_ms, 0, full_e3);
    bucket.level_e3 = std::min(full_e3, bucket.level_e3 + elapsed_ms * limit_.per_second);
    bucket.at_ms = now_ms;
}

bool RateLimiter::make_room(std::int64_t now_ms)
{
    if (buckets_.size() < entries_max_) return true;
    // A bucket that is full again says nothing: to forget it changes no answer.
    Bucket& oldest = buckets_.front();
    refill(oldest, now_ms);
    if (oldest.level_e3 < one_token_e3 * limit_.burst) return false;
    by_key_.erase(oldest.key);
    buckets_.pop_front();
    return true;
}

}  // namespace ballast::api
