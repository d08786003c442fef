// SPDX-License-Identifier: Apache-2.0
// The demo's files name days, and days pass: once the first expiry comes near, all of them are
// moved by the same number of weeks, so that the demo plays in any year. One day gives way to a
// second soon after the start: what is named after it expires while the demo plays.
#pragma once
#include <ballast/domain/genesis.hpp>
#include <ballast/feeds/market_csv.hpp>

namespace ballast::demo {

/// What is to expire while the demo plays, and how long after its start.
struct Soon
{
    std::string instrument;  ///< its day in the files is no other instrument's
    std::int64_t after_s{};
};

class Calendar
{
public:
    /// No other expiry is nearer than this when the demo starts.
    static constexpr std::int64_t nearest_s = 60LL * 86'400;

    /// Of the days that the instruments of `genesis` are named after, at `now_ms`.
    Calendar(const Genesis& genesis, const Soon& soon, std::int64_t now_ms);

    /// How far every other day is moved, whole weeks in seconds; 0 while the files are young.
    [[nodiscard]] std::int64_t shift_s() const { return shift_s_; }
    /// When what is to expire soon does.
    [[nodiscard]] std::int64_t soon_s() const { return soon_s_; }
    /// The name after the move; a perpetual's stays.
    [[nodiscard]] InstrumentName moved(const InstrumentName& name) const;
    [[nodiscard]] std::string moved(const std::string& name) const;
    void move(Genesis& genesis) const;
    void move(feeds::MarketPath& path) const;

private:
    [[nodiscard]] std::int64_t moved_s(std::int64_t expiry_s) const;

    std::int64_t shift_s_{};
    std::int64_t soon_day_s_{};  ///< as the files say
    std::int64_t soon_s_{};
};

}  // namespace ballast::demo
