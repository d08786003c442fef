// SPDX-License-Identifier: Apache-2.0
// The demo's files name days, and days pass: once the first expiry comes near, all of them are
// moved by the same number of weeks, so that the demo plays in any year.
#pragma once
#include <ballast/domain/genesis.hpp>
#include <ballast/feeds/market_csv.hpp>

namespace ballast::demo {

class Calendar
{
public:
    /// No expiry is nearer than this when the demo starts.
    static constexpr std::int64_t nearest_s = 60LL * 86'400;

    /// Of the days that the instruments of `genesis` are named after, at `now_ms`.
    Calendar(const Genesis& genesis, std::int64_t now_ms);

    /// How far every day is moved, whole weeks in seconds; 0 while the files are young.
    [[nodiscard]] std::int64_t shift_s() const { return shift_s_; }
    /// The name after the move; a perpetual's stays.
    [[nodiscard]] InstrumentName moved(const InstrumentName& name) const;
    [[nodiscard]] std::string moved(const std::string& name) const;
    void move(Genesis& genesis) const;
    void move(feeds::MarketPath& path) const;

private:
    std::int64_t shift_s_{};
};

}  // namespace ballast::demo
