// SPDX-License-Identifier: Apache-2.0
// What a scripted price source says beside prices: surfaces and marks that follow their index, and
// when each is to be published anew. Leaves out where they come from (market_csv.hpp, the demo) and
// signing (price_signer.hpp).
#pragma once
#include <ballast/domain/market_update.hpp>
#include <ballast/feeds/feed_price.hpp>
#include <map>
#include <span>
#include <vector>

namespace ballast::feeds {

/// One expiry of a surface whose forward follows the index.
struct ScriptedSlice
{
    std::uint64_t expiry_s{};
    std::int64_t a_e9{};
    std::int64_t b_e9{};    ///< at least 0
    std::int64_t rho_e9{};  ///< above -1, below 1
    std::int64_t m_e9{};
    std::int64_t sigma_e9{};  ///< above 0
    std::int64_t basis_e9{};  ///< forward / index - 1, above -1
    std::int64_t rate_e9{};   ///< a year, continuously
    bool operator==(const ScriptedSlice&) const = default;
};

/// A whole surface; it replaces the one before.
struct ScriptedSurface
{
    Bytes32 underlying;                 ///< the id of the feed that is its index
    std::vector<ScriptedSlice> slices;  ///< at least one, strictly ascending by expiry
    bool operator==(const ScriptedSurface&) const = default;
};

/// The mark of a perpetual, which follows the index.
struct ScriptedMark
{
    InstrumentName instrument;
    Bytes32 feed;                      ///< its index
    std::int64_t basis_e9{};           ///< mark / index - 1, above -1
    std::int64_t funding_e9_per_8h{};  ///< part of notional, longs to shorts
    bool operator==(const ScriptedMark&) const = default;
};

/// What is to be published now.
struct DueMarket
{
    std::vector<VolatilityUpdate> surfaces;
    std::vector<InstrumentMark> marks;
    bool operator==(const DueMarket&) const = default;
};

/// Holds the latest surface of each underlying and the latest mark of each instrument. A surface is
/// due when it is new, and each `repeat_s` seconds, so that it never grows stale. A mark is due
/// when it is new or its index moved, a second after that again, and each `repeat_s` seconds:
/// whoever got a mark before the price that it follows may have refused it.
class MarketBoard
{
public:
    static constexpr std::int64_t repeat_s = 5;

    void hold(ScriptedSurface surface);
    void hold(const ScriptedMark& mark);

    /// What is due at `publish_time_s` where these are the prices; it counts as published. What has
    /// no price yet waits; slices that have expired are left out, and what was published at that
    /// second is not due again.
    [[nodiscard]] DueMarket due(std::span<const FeedPrice> prices, std::int64_t publish_time_s);

private:
    struct HeldSurface
    {
        ScriptedSurface surface;
        bool is_new{};
        std::int64_t published_s{};
    };
    struct HeldMark
    {
        ScriptedMark mark;
        bool is_new{};
        bool has_moved{};  ///< it was published because it is new or moved
        std::int64_t published_s{};
        std::int64_t mark_e8{};
    };
    std::map<Bytes32, HeldSurface> surfaces_;
    std::map<InstrumentName, HeldMark> marks_;
};

}  // namespace ballast::feeds
