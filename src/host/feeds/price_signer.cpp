// SPDX-License-Identifier: Apache-2.0
// Building what is signed: price messages with their tree and its root, surfaces, marks.
#include "price_signer.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>
#include <ballast/crypto/merkle.hpp>
#include <ballast/numeric/int128.hpp>
#include <ballast/wire/accumulator.hpp>
#include <ballast/wire/mark_update.hpp>
#include <ballast/wire/volatility_update.hpp>
#include <limits>

namespace ballast::feeds {
namespace {
// As the public feed writes them; neither is read by anybody here.
constexpr std::uint32_t ring_size = 10'000;
constexpr std::uint8_t consistency = 1;
constexpr std::int64_t ema_time_s = 3'600;

/// Exponential average over about an hour: moves by the part of the hour that has passed.
template <class T>
T average(T old_value, T value, std::int64_t passed_s)
{
    const i128 part_s = std::min(passed_s, ema_time_s);
    const i128 from = old_value;
    return static_cast<T>(from + (static_cast<i128>(value) - from) * part_s / ema_time_s);
}
}  // namespace

std::string_view describe(SignerProblem problem)
{
    switch (problem)
    {
        case SignerProblem::KeyNotInSet:
            return "a key does not belong to the price source's set";
        case SignerProblem::DuplicateKey:
            return "the same key is given twice";
        case SignerProblem::BelowQuorum:
            return "there are fewer keys than the set's quorum";
    }
    return "unknown problem";
}

std::string_view describe(PublishProblem problem)
{
    switch (problem)
    {
        case PublishProblem::NoPrices:
            return "there is no price to publish";
        case PublishProblem::TooManyPrices:
            return "there are more prices than an update holds";
        case PublishProblem::PriceNotPositive:
            return "a price is not above 0";
        case PublishProblem::DuplicateFeed:
            return "a feed has two prices";
        case PublishProblem::TimeNotNewer:
            return "a time is not after that of the last update";
        case PublishProblem::TimeOutOfRange:
            return "the time does not fit an envelope";
        case PublishProblem::OutOfFormat:
            return "a surface or marks that their format does not hold: empty, too many, out of "
                   "order, or a number out of its range";
    }
    return "unknown problem";
}

Result<PriceSigner, SignerProblem> PriceSigner::make(GenesisPriceSource source,
                                                     std::vector<crypto::SecretKey> keys)
{
    std::vector<Member> members;
    for (crypto::SecretKey& key : keys)
    {
        const std::vector<Bytes20>& set = source.signers.keys;
        const auto found = std::find(set.begin(), set.end(), crypto::address_of(key));
        if (found == set.end()) return fail(SignerProblem::KeyNotInSet);
        members.push_back({static_cast<std::uint8_t>(found - set.begin()), std::move(key)});
    }
    std::sort(members.begin(), members.end(),
              [](const Member& a, const Member& b) { return a.index < b.index; });
    const auto same = [](const Member& a, const Member& b) { return a.index == b.index; };
    if (std::adjacent_find(members.begin(), members.end(), same) != members.end())
        return fail(SignerProblem::DuplicateKey);
    const std::size_t quorum = source.signers.quorum();
    if (quorum == 0 || members.size() < quorum) return fail(SignerProblem::BelowQuorum);
    members.erase(members.begin() + static_cast<std::ptrdiff_t>(quorum), members.end());
    return PriceSigner{std::move(source), std::move(members)};
}

PriceSigner::PriceSigner(GenesisPriceSource source, std::vector<Member> members)
    : source_{std::move(source)}, members_{std::move(members)}
{}

Result<Bytes, PublishProblem> PriceSigner::sign(std::span<const FeedPrice> prices,
                                                std::int64_t publish_time_s)
{
    BALLAST_CHECK(check(prices, publish_time_s));
    wire::Accumulator update;
    std::vector<Bytes> messages;
    for (const FeedPrice& price : prices)
        messages.push_back(wire::encode_price_message(next_point(price, publish_time_s)));
    crypto::PriceTree tree = crypto::build_price_tree(messages);
    for (std::size_t i = 0; i < messages.size(); ++i)
        update.messages.push_back({std::move(messages[i]), std::move(tree.paths[i])});

    update.vaa =
        seal(publish_time_s,
             wire::encode_accumulator_root({.slot = static_cast<std::uint64_t>(publish_time_s),
                                            .ring_size = ring_size,
                                            .root = tree.root,
                                            .extra = {}}));
    last_publish_time_s_ = publish_time_s;
    return wire::encode_accumulator(update);
}

Result<Bytes, PublishProblem> PriceSigner::sign_surface(const VolatilityUpdate& surface)
{
    if (surface.slices.size() > limits::volatility_slices) return fail(PublishProblem::OutOfFormat);
    Bytes payload = wire::encode_volatility_update(surface);
    if (!wire::parse_volatility_update(payload)) return fail(PublishProblem::OutOfFormat);
    std::uint64_t& last_s = surface_times_s_[surface.underlying];
    if (surface.publish_time_s <= last_s) return fail(PublishProblem::TimeNotNewer);
    last_s = surface.publish_time_s;
    return wire::encode_vaa(
        seal(static_cast<std::int64_t>(surface.publish_time_s), std::move(payload)));
}

Result<Bytes, PublishProblem> PriceSigner::sign_marks(std::span<const InstrumentMark> marks)
{
    if (marks.empty()) return fail(PublishProblem::OutOfFormat);
    auto known = marks_;
    std::uint64_t newest_s = 0;
    for (const InstrumentMark& mark : marks)
    {
        InstrumentMark& row = known[mark.instrument];
        if (mark.time_s <= row.time_s) return fail(PublishProblem::TimeNotNewer);
        row = mark;
        newest_s = std::max(newest_s, mark.time_s);
    }
    MarkUpdate update;
    for (const auto& [name, mark] : known) update.marks.push_back(mark);
    if (update.marks.size() > limits::marks) return fail(PublishProblem::OutOfFormat);
    Bytes payload = wire::encode_mark_update(update);
    if (!wire::parse_mark_update(payload)) return fail(PublishProblem::OutOfFormat);
    marks_ = std::move(known);
    return wire::encode_vaa(seal(static_cast<std::int64_t>(newest_s), std::move(payload)));
}

/// The time is newer for each message of a kind, so as a sequence it is unique in its kind, also
/// after a restart.
wire::Vaa PriceSigner::seal(std::int64_t time_s, Bytes payload) const
{
    wire::Vaa out;
    out.set_index = source_.signers.index;
    out.body = {.timestamp_s = static_cast<std::uint32_t>(time_s),
                .emitter_chain = source_.emitter_chain,
                .emitter = source_.emitter,
                .sequence = static_cast<std::uint64_t>(time_s),
                .consistency = consistency,
                .payload = std::move(payload)};
    const Bytes32 digest = wire::vaa_digest(out.body);
    for (const Member& member : members_)
        out.signatures.push_back({member.index, crypto::sign(digest, member.key)});
    return out;
}

Result<void, PublishProblem> PriceSigner::check(std::span<const FeedPrice> prices,
                                                std::int64_t publish_time_s) const
{
    if (prices.empty()) return fail(PublishProblem::NoPrices);
    if (prices.size() > prices_max) return fail(PublishProblem::TooManyPrices);
    if (publish_time_s < 1 || publish_time_s > std::numeric_limits<std::uint32_t>::max())
        return fail(PublishProblem::TimeOutOfRange);
    if (publish_time_s <= last_publish_time_s_) return fail(PublishProblem::TimeNotNewer);
    std::vector<Bytes32> feeds;
    for (const FeedPrice& price : prices)
    {
        if (price.price <= 0) return fail(PublishProblem::PriceNotPositive);
        feeds.push_back(price.feed);
    }
    std::sort(feeds.begin(), feeds.end());
    if (std::adjacent_find(feeds.begin(), feeds.end()) != feeds.end())
        return fail(PublishProblem::DuplicateFeed);
    return {};
}

PricePoint PriceSigner::next_point(const FeedPrice& price, std::int64_t publish_time_s)
{
    const auto [found, is_first] = history_.try_emplace(price.feed);
    History& history = found->second;
    const bool starts = is_first || history.expo != price.expo;
    const std::int64_t previous_s = is_first ? publish_time_s : history.publish_time_s;
    const std::int64_t passed_s = publish_time_s - previous_s;
    history = {
        .publish_time_s = publish_time_s,
        .ema_price = starts ? price.price : average(history.ema_price, price.price, passed_s),
        .ema_conf = starts ? price.conf : average(history.ema_conf, price.conf, passed_s),
        .expo = price.expo};
    return {.feed = price.feed,
            .price = price.price,
            .conf = price.conf,
            .expo = price.expo,
            .publish_time_s = publish_time_s,
            .prev_publish_time_s = previous_s,
            .ema_price = history.ema_price,
            .ema_conf = history.ema_conf};
}

}  // namespace ballast::feeds
