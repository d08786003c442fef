// SPDX-License-Identifier: Apache-2.0
// A price on its way from a source to a signed update.
#pragma once
#include <ballast/base/bytes.hpp>
#include <cstdint>

namespace ballast::feeds {

/// price * 10^expo USD with its confidence in the same unit; price > 0.
struct FeedPrice
{
    Bytes32 feed;
    std::int64_t price{};
    std::uint64_t conf{};
    std::int32_t expo{};
    bool operator==(const FeedPrice&) const = default;
};

}  // namespace ballast::feeds
