// SPDX-License-Identifier: Apache-2.0
// Which accounts the next margin check must look at. Prices travel on two odometers, that of the
// settlement asset, which hardly moves, and that of everything else. Every account has a distance
// on each: as far as these prices may travel before it could cross a limit. It is due when an
// odometer has come that far, or when it was marked because it changed itself. Of some accounts no
// distance is known; they follow feeds, and are due with every move of one of these. Derived: a
// queue that named every account each time would lead to the same outcomes, only slower. Source:
// docs/adr/0014, docs/adr/0016.
#pragma once
#include <algorithm>
#include <array>
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <bit>
#include <queue>
#include <vector>

namespace ballast::engine {

enum class Odometer : std::uint8_t
{
    Settlement,  ///< feeds of the settlement asset
    Market,
};

/// Feeds by their rows in genesis, 64 to a set: rows that share a bit are followed together.
using FeedSet = std::uint64_t;
inline constexpr std::size_t feed_bits = 64;
inline constexpr FeedSet feed_bit(std::uint32_t feed) { return FeedSet{1} << (feed % feed_bits); }

inline constexpr std::array odometers{Odometer::Settlement, Odometer::Market};

class CheckQueue
{
public:
    /// One part in a thousand million: the odometers' unit.
    static constexpr std::int64_t unit = 1'000'000'000;
    /// No distance is longer.
    static constexpr std::uint64_t horizon = 8'000'000'000;
    static constexpr std::uint64_t never = UINT64_MAX;
    /// By odometer, in their order.
    using Distances = std::array<std::uint64_t, odometers.size()>;

    /// A new account: nothing can happen to it before it is marked.
    void append() { rows_.emplace_back(); }
    /// After a snapshot: every account is looked at.
    void resume(std::size_t accounts)
    {
        *this = {};
        rows_.resize(accounts);
        for (std::uint32_t i = 0; i < accounts; ++i) mark({i});
    }

    /// Where an account's row lies: for who looks ahead.
    [[nodiscard]] const void* address_of(AccountIndex account) const
    {
        return &rows_[account.value];
    }
    /// Looks at the account at the next instant.
    void mark(AccountIndex account)
    {
        if (rows_[account.value].marked) return;
        rows_[account.value].marked = true;
        marked_.push_back(account);
    }
    void mark_all()
    {
        for (std::uint32_t i = 0; i < rows_.size(); ++i) mark({i});
    }
    /// Prices on each odometer moved by so much, in units.
    void travel(const Distances& moved)
    {
        for (const Odometer odometer : odometers)
            roads_[index(odometer)].travelled += moved[index(odometer)];
    }
    /// The account need not be looked at before prices have travelled one of these distances.
    void schedule(AccountIndex account, const Distances& distances)
    {
        for (const Odometer odometer : odometers)
            schedule(account, odometer, distances[index(odometer)]);
    }
    /// Looks at the account with every move of one of these feeds, and of no other.
    void follow(AccountIndex account, FeedSet feeds)
    {
        Row& row = rows_[account.value];
        row.followed = feeds;
        for (FeedSet fresh = feeds & ~row.listed; fresh != 0; fresh &= fresh - 1)
            followers_[static_cast<std::size_t>(std::countr_zero(fresh))].push_back(account);
        row.listed |= feeds;
    }
    /// A price, a surface or a mark of the feed is another one: marks who follows it.
    void move(std::uint32_t feed)
    {
        const FeedSet bit = feed_bit(feed);
        std::erase_if(followers_[feed % feed_bits], [&](AccountIndex account) {
            Row& row = rows_[account.value];
            if ((row.followed & bit) != 0)
            {
                mark(account);
                return false;
            }
            row.listed &= ~bit;
            return true;
        });
    }
    [[nodiscard]] bool has_due() const
    {
        return !marked_.empty() || std::any_of(roads_.begin(), roads_.end(),
                                               [](const Road& road) { return road.has_come(); });
    }
    /// All accounts that are due, ascending, each once; they are no longer marked.
    [[nodiscard]] std::vector<AccountIndex> take_due()
    {
        for (const Odometer odometer : odometers) mark_come(odometer);
        std::vector<AccountIndex> out = std::move(marked_);
        marked_.clear();
        std::sort(out.begin(), out.end());
        for (const AccountIndex account : out) rows_[account.value].marked = false;
        return out;
    }

    /// When the first of the accounts that nobody could take over is tried again.
    std::int64_t retry_ms{};
    /// The last instant before the next feed has been silent for too long; 0: not known.
    std::int64_t feed_dies_ms{};

private:
    /// Where an account stands on one odometer.
    struct Milestone
    {
        std::uint64_t due{never};
        std::uint64_t queued{never};  ///< its earliest entry in the queue
    };
    struct Row
    {
        std::array<Milestone, odometers.size()> on;
        FeedSet followed{};
        FeedSet listed{};  ///< in followers_: what is followed, and what no longer is
        bool marked{};
    };
    struct Entry
    {
        std::uint64_t due{};
        AccountIndex account;
        bool operator>(const Entry& other) const { return due > other.due; }
    };
    struct Road
    {
        std::uint64_t travelled{};
        std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
        [[nodiscard]] bool has_come() const
        {
            return !queue.empty() && queue.top().due <= travelled;
        }
    };

    static constexpr std::size_t index(Odometer odometer)
    {
        return static_cast<std::size_t>(odometer);
    }

    void schedule(AccountIndex account, Odometer odometer, std::uint64_t distance)
    {
        Milestone& stone = rows_[account.value].on[index(odometer)];
        Road& road = roads_[index(odometer)];
        stone.due = distance == never ? never : milestone(road.travelled, distance);
        if (stone.due >= stone.queued) return;  // an earlier entry will find the later date
        stone.queued = stone.due;
        road.queue.push({stone.due, account});
    }

    /// Where the distance ends, on a grid of its own sixteenths or finer: what changes little keeps
    /// its entry in the queue.
    static std::uint64_t milestone(std::uint64_t travelled, std::uint64_t distance)
    {
        const std::uint64_t bounded = std::clamp<std::uint64_t>(distance, 1, horizon);
        const std::uint64_t end = travelled + bounded;
        const std::uint64_t grid = std::bit_floor(bounded) / 16;
        if (grid <= 1) return end;
        return std::max(travelled + 1, end & ~(grid - 1));
    }

    /// Marks the accounts whose date has come on this odometer.
    void mark_come(Odometer odometer)
    {
        Road& road = roads_[index(odometer)];
        while (road.has_come())
        {
            const Entry entry = road.queue.top();
            road.queue.pop();
            Milestone& stone = rows_[entry.account.value].on[index(odometer)];
            if (entry.due == stone.queued) stone.queued = never;
            if (stone.due <= road.travelled)
                mark(entry.account);
            else if (stone.due != never && stone.due < stone.queued)
            {
                stone.queued = stone.due;
                road.queue.push({stone.due, entry.account});
            }
        }
    }

    std::array<Road, odometers.size()> roads_;
    std::array<std::vector<AccountIndex>, feed_bits> followers_;
    std::vector<Row> rows_;
    std::vector<AccountIndex> marked_;
};

/// ln 2, rounded down. Nothing is relied on beyond one doubling: the cost of closing a position
/// grows faster than its price, within a doubling at most three times as fast.
inline constexpr std::uint64_t doubling = CheckQueue::unit / 100 * 69;

/// How far prices may travel until what they move, worth `gross`, can have changed by `room`: at
/// most ln(1 + room / gross), because what moves grows with the prices. The larger of two bounds
/// from below, in CheckQueue's units.
inline std::uint64_t travel_of(i128 room, i128 gross)
{
    if (gross <= 0) return CheckQueue::never;
    if (room <= 0) return 1;
    // 32 significant bits are enough, rounded against the account.
    const i128 larger = std::max(room, gross);
    const auto high = static_cast<std::uint64_t>(larger >> 64);
    const unsigned width =
        high != 0 ? 64U + static_cast<unsigned>(std::bit_width(high))
                  : static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(larger)));
    const unsigned shift = width > 32U ? width - 32U : 0U;
    const auto r = static_cast<std::uint64_t>(room >> shift);
    const auto g = static_cast<std::uint64_t>(gross >> shift) + 1;
    // ln(1 + x) >= 2 x / (2 + x), and >= 0.69 for each doubling.
    const std::uint64_t near = 2 * r * static_cast<std::uint64_t>(CheckQueue::unit) / (2 * g + r);
    const auto doublings = static_cast<std::uint64_t>(std::bit_width((g + r) / g)) - 1;
    const std::uint64_t far = doublings * doubling;
    return std::min(std::max(near, far), doubling);
}

/// What rounding may have added to a sum of so many terms, USD e6.
inline i128 rounding_slack(std::uint32_t rows) { return 8 * static_cast<i128>(rows); }

/// As travel_of on each odometer: each may use up one half of the room.
inline CheckQueue::Distances travels_of(i128 room, i128 gross_settlement, i128 gross_market)
{
    return {travel_of(room / 2, gross_settlement), travel_of(room / 2, gross_market)};
}

}  // namespace ballast::engine
