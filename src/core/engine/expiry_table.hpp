// SPDX-License-Identifier: Apache-2.0
// Rows that are forgotten at a second they name: a ring of seconds, as long as a request may live,
// so that adding and forgetting cost the same however many there are. Leaves out finding a row by
// anything else.
#pragma once
#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>
#include <bit>
#include <boost/describe.hpp>
#include <cstdint>
#include <span>
#include <vector>

namespace ballast::engine {

/// The rows of one second, as they are hashed.
template <class T>
struct ExpiringRows
{
    std::uint64_t expiry_s{};
    std::span<const T> rows;
    BOOST_DESCRIBE_CLASS(ExpiringRows, (), (expiry_s, rows), (), ())
};

template <class T>
class ExpiryTable
{
public:
    /// Seconds that can be held at the same time.
    static constexpr std::size_t window =
        std::bit_ceil(static_cast<std::size_t>(limits::request_life_ms_max / 1000) + 2);

    /// True when a row of this second fits beside those that are there.
    [[nodiscard]] bool has_room(std::uint64_t expiry_s) const
    {
        return seconds_ == 0 || std::max(last_s_, expiry_s) - std::min(first_s_, expiry_s) < window;
    }
    /// Adds a row to a second for which there is room; its place among that second's rows.
    std::uint32_t append(std::uint64_t expiry_s, T row)
    {
        BALLAST_ASSERT(has_room(expiry_s));
        if (ring_.empty()) ring_.resize(window);
        std::vector<T>& rows = ring_[expiry_s % window];
        if (rows.empty()) open(rows, expiry_s);
        rows.push_back(std::move(row));
        return static_cast<std::uint32_t>(rows.size() - 1);
    }
    /// A row by its second and its place.
    [[nodiscard]] const T& at(std::uint64_t expiry_s, std::uint32_t index) const
    {
        return ring_[expiry_s % window][index];
    }
    [[nodiscard]] T& at(std::uint64_t expiry_s, std::uint32_t index)
    {
        return ring_[expiry_s % window][index];
    }
    /// Takes out all rows of seconds before `now_s`, telling `forget` each.
    template <class Forget>
    void forget_before(std::uint64_t now_s, Forget forget)
    {
        for (; seconds_ > 0 && first_s_ < now_s; ++first_s_)
        {
            std::vector<T>& rows = ring_[first_s_ % window];
            if (rows.empty()) continue;
            for (const T& row : rows) forget(row);
            rows.clear();
            spare_.push_back(std::move(rows));
            --seconds_;
        }
    }
    /// The seconds that have rows, ascending; views of this table.
    [[nodiscard]] std::vector<ExpiringRows<T>> seconds() const
    {
        std::vector<ExpiringRows<T>> out;
        out.reserve(seconds_);
        for (std::uint64_t s = first_s_; out.size() < seconds_; ++s)
            if (const std::vector<T>& rows = ring_[s % window]; !rows.empty())
                out.push_back({s, rows});
        return out;
    }

private:
    /// The first row of a second comes.
    void open(std::vector<T>& rows, std::uint64_t expiry_s)
    {
        first_s_ = seconds_ == 0 ? expiry_s : std::min(first_s_, expiry_s);
        last_s_ = seconds_ == 0 ? expiry_s : std::max(last_s_, expiry_s);
        ++seconds_;
        if (spare_.empty()) return;
        rows = std::move(spare_.back());
        spare_.pop_back();
    }

    std::vector<std::vector<T>> ring_;   ///< by second modulo window; empty before the first row
    std::vector<std::vector<T>> spare_;  ///< memory of seconds that are over
    std::uint64_t first_s_{};            ///< no row is older, where there are any
    std::uint64_t last_s_{};             ///< no row is newer
    std::size_t seconds_{};              ///< how many have rows
};

}  // namespace ballast::engine
