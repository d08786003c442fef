// SPDX-License-Identifier: Apache-2.0
// A batch on its way into a guardian's journal: place, signature, age, recomputation, disk.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <ballast/crypto/sha256.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/guardian/follower.hpp>
#include <ballast/guardian/follower_store.hpp>
#include <ballast/guardian/quorum_votes.hpp>

namespace ballast::guardian {
namespace {
RefusalCode refusal_of(pipeline::FollowError error)
{
    switch (error)
    {
        case pipeline::FollowError::CommandDiffers:
            return RefusalCode::CommandDiffers;
        case pipeline::FollowError::GenesisDiffers:
            return RefusalCode::GenesisDiffers;
        case pipeline::FollowError::HeadDiffers:
            return RefusalCode::StateDiffers;
        case pipeline::FollowError::BadBatch:
        case pipeline::FollowError::BadEvidence:
        case pipeline::FollowError::BadSnapshot:
            break;
    }
    return RefusalCode::BadEvidence;
}

Bytes both(const std::optional<journal::SignedHead>& held,
           const std::optional<journal::SignedHead>& other)
{
    Bytes out;
    if (held) append(out, journal::encode_signed_head(*held));
    if (other) append(out, journal::encode_signed_head(*other));
    return out;
}
}  // namespace

void Follower::on_batch(const BatchFrame& frame, std::int64_t received_ms)
{
    if (!joined_ || is_refusing_for_ever() || refusals_.contains(RefusalCode::Failing)) return;
    const auto header = journal::parse_batch_header(frame.batch);
    if (!header)
        return refuse({RefusalCode::BadHead,
                       replica_.position().next,
                       fmt::format("no batch: {}", journal::describe(header.error())),
                       {}});
    Arrival arrival{frame, *header, journal::batch_hash(header->previous_hash, frame.batch)};
    arrival.is_behind_base = joined_->base && header->last() <= joined_->base->sequence;
    take(arrival, received_ms);
}

void Follower::take(Arrival& arrival, std::int64_t received_ms)
{
    if (is_known(arrival))
        return send_(Held{replica_.position().next.value == 0
                              ? Sequence{}
                              : Sequence{replica_.position().next.value - 1}});
    // What comes too early was sent before the hub knew that an earlier one was refused.
    if (arrival.header.first > replica_.position().next) return;
    if (!check_signature(arrival)) return;
    const journal::ChainPosition& at = replica_.position();
    if (arrival.header.first < at.next || arrival.header.previous_hash != at.hash)
        return on_conflict(arrival);
    if (!check_place(arrival) || !check_age(arrival, received_ms)) return;
    if (!recompute(arrival) || !keep(arrival)) return;

    const Sequence last = arrival.header.last();
    if (arrival.is_behind_base || arrival.is_covered)
        send_(Held{last});
    else
    {
        heads_.push_back({arrival.frame.head->head});
        if (heads_.size() > settings_.uncertified_max) heads_.pop_front();
    }
    if (arrival.is_covered && arrival.frame.certificate->head.sequence == last &&
        !apply_certificate(*arrival.frame.certificate))
        return;
    refusals_.erase(RefusalCode::TooOld);
    refusals_.erase(RefusalCode::TooNew);
    certify();
}

bool Follower::is_known(const Arrival& arrival) const
{
    if (arrival.header.first >= replica_.position().next) return false;
    const auto held = store_.read_batch(arrival.header.first);
    return held && held->hash == arrival.hash;
}

/// Behind the base the chain of hashes proves a batch, elsewhere the hub's signature.
bool Follower::check_signature(const Arrival& arrival)
{
    if (arrival.is_behind_base) return true;
    const auto& stated = arrival.frame.head;
    const bool names_it = stated && stated->head.term == arrival.header.term &&
                          stated->head.sequence == arrival.header.last() &&
                          stated->head.batch_hash == arrival.hash;
    if (names_it)
    {
        const auto signer = crypto::recover(
            journal::head_digest(genesis_.deployment_id, stated->head), stated->signature);
        if (signer && *signer == genesis_.hub_key) return true;
    }
    refuse({RefusalCode::BadHead,
            arrival.header.first,
            "a batch without the hub's signature over its head",
            {}});
    return false;
}

/// A batch that continues our chain: does it also fit the term and its base?
bool Follower::check_place(const Arrival& arrival)
{
    std::string_view wrong;
    if (arrival.header.deployment_id != genesis_.deployment_id)
        wrong = "a batch of another deployment";
    else if (arrival.is_behind_base)
    {
        if (arrival.header.last() == joined_->base->sequence && arrival.hash != joined_->base->hash)
            wrong = "the chain does not lead to the term's base";
    }
    else if (arrival.header.term != joined_->term)
        wrong = "a batch of another term behind the base";
    else if (joined_->base && arrival.header.first <= joined_->base->sequence)
        wrong = "a batch across the term's base";
    if (wrong.empty()) return true;
    refuse({RefusalCode::BadHead, arrival.header.first, std::string{wrong}, {}});
    return false;
}

/// Old batches are fine when a quorum has certified them, or below the base; others must be fresh.
bool Follower::check_age(Arrival& arrival, std::int64_t received_ms)
{
    const auto& certificate = arrival.frame.certificate;
    arrival.is_covered =
        certificate && certificate->head.sequence >= arrival.header.last() &&
        verify_certificate(*certificate, genesis_.deployment_id, genesis_.guardians).has_value();
    if (arrival.is_behind_base || arrival.is_covered) return true;
    const auto batch = journal::parse_batch(arrival.frame.batch);
    if (!batch) return true;  // named by who recomputes it
    // Record 0 has the time of the genesis, whenever it is written.
    const bool is_genesis = arrival.header.first.value == 0;
    const std::int64_t oldest_ms = is_genesis ? batch->last_time_ms() : batch->first_time_ms();
    const bool is_old = !(is_genesis && arrival.header.count == 1) &&
                        received_ms - oldest_ms > settings_.fresh_ms_max;
    const bool is_new = batch->last_time_ms() - received_ms > settings_.fresh_ms_max;
    if (!is_old && !is_new) return true;
    refuse({is_old ? RefusalCode::TooOld : RefusalCode::TooNew,
            arrival.header.first,
            fmt::format("came at {} ms with records of {} to {} ms", received_ms, oldest_ms,
                        batch->last_time_ms()),
            {}});
    return false;
}

bool Follower::recompute(const Arrival& arrival)
{
    const auto followed = replica_.follow(
        arrival.frame.batch, pipeline::Evidence::Verify,
        [this](pipeline::CommandOutcome&& outcome) { note_outcome(std::move(outcome)); });
    const auto checked = followed && !arrival.is_behind_base
                             ? replica_.check_head(arrival.frame.head->head)
                             : followed;
    if (checked) return true;
    refuse({refusal_of(checked.error().error), checked.error().sequence, checked.error().sentence,
            both(arrival.frame.head, std::nullopt)});
    return false;
}

bool Follower::keep(const Arrival& arrival)
{
    // In one go with the batch: what is written before is durable with it. The hub's head is what
    // this guardian may certify at this place, and its half of the proof should the hub tell
    // another story.
    if (arrival.frame.head && !arrival.is_behind_base)
        if (const auto kept =
                store_.put_blob(hub_heads_space, codec::encoded(arrival.header.last()),
                                journal::encode_signed_head(*arrival.frame.head));
            !kept)
        {
            fail_store(kept.error(), "a head");
            return false;
        }
    const journal::SealedBatch sealed{arrival.header, arrival.hash, arrival.frame.batch};
    if (const auto kept = store_.append_synced({&sealed, 1}); !kept)
    {
        fail_store(kept.error(), "a batch");
        return false;
    }
    const std::uint64_t next = arrival.header.last().value + 1;
    if (next - snapshot_at_ < settings_.snapshot_every) return true;
    snapshot_at_ = next;
    if (const auto kept = store_.put_snapshot(arrival.header.last(), replica_.snapshot()); !kept)
        spdlog::warn("guardian {}: no snapshot: {}", index_, env::describe(kept.error()));
    return true;
}

/// A batch in the place of one that is held. Honest only if ours is of an older term, which a
/// quorum left behind; everything else is two stories.
void Follower::on_conflict(const Arrival& arrival)
{
    const std::uint64_t first = arrival.header.first.value;
    const bool follows_tip = arrival.header.first == replica_.position().next;
    const auto held = store_.read_batch({follows_tip ? first - 1 : first});
    if (!held) return fail_store(held.error(), "a look at a held batch");
    const auto known = certified();
    const bool is_certified = known && held->last() <= *known;
    const bool is_left_behind = held->header.term < arrival.header.term ||
                                (arrival.is_behind_base && held->header.term < joined_->term);
    if (is_left_behind && !is_certified && !follows_tip && held->header.first.value == first &&
        arrival.header.previous_hash == held->header.previous_hash)
    {
        spdlog::info("guardian {}: gives up its batches from sequence {} of term {}", index_, first,
                     held->header.term.value);
        if (!rewind(first == 0 ? std::nullopt : std::optional{Sequence{first - 1}})) return;
        Arrival again{arrival.frame, arrival.header, arrival.hash, arrival.is_behind_base};
        return take(again, clock_.now_ms());
    }
    // Without the hub's signature it proves nothing but a broken line.
    if (arrival.is_behind_base && !is_certified)
        return refuse({RefusalCode::BadHead,
                       arrival.header.first,
                       "the chain below the term's base is not ours",
                       {}});
    refuse({RefusalCode::Fork, arrival.header.first,
            fmt::format("two batches at sequence {} in term {}", first, arrival.header.term.value),
            both(hub_head(held->last()), arrival.frame.head)});
}

void Follower::note_outcome(pipeline::CommandOutcome&& outcome)
{
    if (const auto* observed = std::get_if<ObserveChain>(&outcome.command))
        watch_.settle(observed->digest);
    market_.note_sequenced(outcome.command);
    for (Order& order : outcome.orders) orders_.push_back({outcome.sequence, std::move(order)});
}

std::optional<journal::SignedHead> Follower::hub_head(Sequence last) const
{
    const auto bytes = store_.blob(hub_heads_space, codec::encoded(last));
    if (!bytes) return std::nullopt;
    auto head = journal::decode_signed_head(*bytes);
    if (!head) return std::nullopt;
    return std::move(*head);
}

bool Follower::is_applied(const Observation& observation) const
{
    const engine::State& state = replica_.state();
    if (!state.open) return false;
    const auto row = state.registry.contract(observation.chain, observation.contract);
    if (!row) return false;
    const engine::ContractState& contract = state.contracts[*row];
    if (type_of(observation.body) == ObservationType::Head)
        return observation.block_number <= contract.head_block;
    return observation.sequence <= contract.event_nonce;
}

void Follower::owe(const Bytes32& digest, OwedEvidence evidence)
{
    watch_.add(digest, std::move(evidence));
    tick();
}

void Follower::owe_prices(const Bytes& update, const UpdatePrices& prices)
{
    settle_prices();
    const engine::State& state = replica_.state();
    if (owed_prices_ || !state.open) return;
    std::int64_t void_after_ms = 0;
    OwedPrices owed{crypto::sha256(update), {}};
    for (const PriceE8& price : prices.prices)
    {
        const auto feed = state.registry.feed(price.feed);
        if (!feed || price.publish_time_s <= state.feeds[*feed].publish_time_s) continue;
        owed.prices.push_back(price);
        const std::int64_t stale_ms =
            price.publish_time_s * 1000 + genesis_.feeds[*feed].staleness_ms;
        void_after_ms = std::max(void_after_ms, stale_ms);
    }
    if (owed.prices.empty()) return;
    // The hub has a price stream of its own: it is handed only what it seems to have missed.
    watch_.add(owed.digest, {.name = "a price update",
                             .frame = Request{EvidenceKind::PriceUpdate, update},
                             .void_after_ms = void_after_ms,
                             .hand_over_ms = clock_.now_ms() + settings_.omission_ms_max / 4});
    owed_prices_ = std::move(owed);
}

/// The promise is kept once every feed is as new as it named, and over when it grew stale.
void Follower::settle_prices()
{
    if (!owed_prices_) return;
    const engine::State& state = replica_.state();
    const std::int64_t now_ms = clock_.now_ms();
    const bool is_settled = std::ranges::all_of(owed_prices_->prices, [&](const PriceE8& price) {
        const auto feed = state.registry.feed(price.feed);
        return !feed || state.feeds[*feed].publish_time_s >= price.publish_time_s ||
               now_ms - price.publish_time_s * 1000 > genesis_.feeds[*feed].staleness_ms;
    });
    if (!is_settled) return;
    watch_.settle(owed_prices_->digest);
    owed_prices_.reset();
}

void Follower::owe_market(const Bytes& update, const Command& command)
{
    settle_market();
    const Bytes32 digest = crypto::sha256(update);
    const auto void_after_ms = market_.make(replica_.state(), command, digest);
    if (!void_after_ms) return;
    watch_.add(digest, {.name = "a surface or marks",
                        .frame = Request{EvidenceKind::MarketUpdate, update},
                        .void_after_ms = *void_after_ms,
                        .hand_over_ms = clock_.now_ms() + settings_.omission_ms_max / 4});
}

void Follower::settle_market()
{
    for (const Bytes32& digest : market_.settle(replica_.state(), clock_.now_ms()))
        watch_.settle(digest);
}

}  // namespace ballast::guardian
