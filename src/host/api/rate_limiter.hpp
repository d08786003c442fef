// SPDX-License-Identifier: Apache-2.0
// Token buckets by key in a bounded table: `per_second` on average, `burst` at once. Leaves out
// what a key is (an account, a peer). One thread at a time.
#pragma once
#include <ballast/api/api_settings.hpp>
#include <ballast/env/clock.hpp>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ballast::api {

class RateLimiter
{
public:
    /// Keeps at most `entries_max` buckets; the clock outlives it.
    RateLimiter(RateLimit limit, std::size_t entries_max, const env::Clock& clock);

    /// Takes one token of the key's bucket. Returns 0, or the milliseconds until there is one. A
    /// new key is refused while the table is full of buckets that are still in use.
    [[nodiscard]] std::int64_t take(std::string_view key);
    [[nodiscard]] std::size_t size() const { return buckets_.size(); }

private:
    /// Tokens are counted in thousandths, so that every millisecond adds `per_second` of them.
    struct Bucket
    {
        std::string key;
        std::int64_t level_e3{};
        std::int64_t at_ms{};  ///< when `level_e3` was true
    };
    using Buckets = std::list<Bucket>;

    void refill(Bucket& bucket, std::int64_t now_ms) const;
    [[nodiscard]] bool make_room(std::int64_t now_ms);

    RateLimit limit_;
    std::size_t entries_max_;
    const env::Clock& clock_;
    Buckets buckets_;  ///< the longest unused first
    std::unordered_map<std::string_view, Buckets::iterator> by_key_;
};

}  // namespace ballast::api
