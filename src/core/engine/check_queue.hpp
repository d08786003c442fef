// SPDX-License-Identifier: Apache-2.0
// Which accounts the next margin check must look at. Every account has a distance: as far as prices
// may travel before it could cross a limit. Prices travel on one odometer; an account is due when
// the odometer has come that far, or when it was marked because it changed itself. Derived: a queue
// that named every account each time would lead to the same outcomes, only slower. Source:
// docs/adr/0014.
#pragma once
#include <algorithm>
#include <ballast/domain/ids.hpp>
#include <queue>
#include <vector>

namespace ballast::engine {

class CheckQueue
{
public:
    /// One part in a thousand million: the odometer's unit.
    static constexpr std::int64_t unit = 1'000'000'000;
    /// No distance is longer: within it, what prices do together stays below 1.3 times their sum.
    static constexpr std::uint64_t horizon = 250'000'000;
    static constexpr std::uint64_t never = UINT64_MAX;

    /// A new account: nothing can happen to it before it is marked.
    void append() { rows_.emplace_back(); }
    /// After a snapshot: every account is looked at.
    void resume(std::size_t accounts)
    {
        *this = {};
        rows_.resize(accounts);
        for (std::uint32_t i = 0; i < accounts; ++i) mark({i});
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
    /// Prices moved by so much, in units.
    void travel(std::uint64_t distance) { travelled_ += distance; }
    /// The account need not be looked at before prices have travelled `distance`.
    void schedule(AccountIndex account, std::uint64_t distance)
    {
        Row& row = rows_[account.value];
        row.due = distance == never ? never
                                    : travelled_ + std::clamp<std::uint64_t>(distance, 1, horizon);
        if (row.due >= row.queued) return;  // an earlier entry will find the later date
        row.queued = row.due;
        queue_.push({row.due, account});
    }
    [[nodiscard]] bool has_due() const
    {
        return !marked_.empty() || (!queue_.empty() && queue_.top().due <= travelled_);
    }
    /// All accounts that are due, ascending, each once; they are no longer marked.
    [[nodiscard]] std::vector<AccountIndex> take_due()
    {
        while (!queue_.empty() && queue_.top().due <= travelled_)
        {
            const AccountIndex account = queue_.top().account;
            Row& row = rows_[account.value];
            if (queue_.top().due == row.queued) row.queued = never;
            queue_.pop();
            if (row.due <= travelled_)
                mark(account);
            else if (row.due != never && row.due < row.queued)
            {
                row.queued = row.due;
                queue_.push({row.due, account});
            }
        }
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
    struct Row
    {
        std::uint64_t due{never};
        std::uint64_t queued{never};  ///< earliest entry in queue_
        bool marked{};
    };
    struct Entry
    {
        std::uint64_t due{};
        AccountIndex account;
        bool operator>(const Entry& other) const { return due > other.due; }
    };

    std::uint64_t travelled_{};
    std::vector<Row> rows_;
    std::vector<AccountIndex> marked_;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue_;
};

}  // namespace ballast::engine
