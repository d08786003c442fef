// SPDX-License-Identifier: Apache-2.0
// What an operator may set about the API. Every queue and table has its bound here.
#pragma once
#include <ballast/base/limits.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ballast::api {

/// A token bucket: `per_second` on average, `burst` at once. 0 per second: no limit.
struct RateLimit
{
    std::uint32_t per_second{};
    std::uint32_t burst{};
};

struct ApiSettings
{
    RateLimit account_rate{.per_second = 10, .burst = 20};  ///< signed requests of one account
    RateLimit peer_rate{.per_second = 200, .burst = 400};   ///< posts of one network address
    std::size_t rate_entries_max{65'536};                   ///< accounts, and addresses, kept
    std::chrono::milliseconds permit_wait{5'000};           ///< for the guardians' quorum; then 504
    std::size_t body_size_max{limits::http_body_size};
    std::size_t journal_page_max{500};  ///< records in one answer of /v1/journal
    std::size_t outcomes_kept{16'384};  ///< outcomes of the latest commands, for /v1/journal
    std::size_t quotes_max{8'192};      ///< on the quote board
    std::size_t quotes_per_maker_max{128};
    std::size_t subscribers_max{256};                   ///< of /v1/events
    std::size_t subscriber_queue_bytes_max{1U << 20U};  ///< beyond it a subscriber is too slow
    std::size_t subscription_items_max{256};            ///< accounts or kinds in one subscription
    std::size_t batches_waiting_max{1'024};  ///< committed batches not yet handed to subscribers
    // what /v1/health calls unhealthy
    std::int64_t head_age_ms_max{900'000};   ///< of a contract's last finalised HEAD
    std::uint64_t queue_waiting_max{4'096};  ///< submissions waiting in the pipeline
};

}  // namespace ballast::api
