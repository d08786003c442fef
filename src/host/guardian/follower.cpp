// SPDX-License-Identifier: Apache-2.0
// Terms, certificates, orders and refusals of a guardian.
#include "follower.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <ballast/config/guardian_toml.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/engine/outstanding.hpp>
#include <ballast/engine/state_codec.hpp>
#include <ballast/guardian/follower_store.hpp>
#include <ballast/guardian/journal_replay.hpp>
#include <ballast/guardian/quorum_votes.hpp>
#include <ballast/guardian/term_opening.hpp>
#include <ballast/wire/order_message.hpp>

namespace ballast::guardian {

Result<std::unique_ptr<Follower>, std::string> Follower::open(const Genesis& genesis,
                                                              FollowerSettings settings,
                                                              env::JournalStore& store,
                                                              const env::Clock& clock,
                                                              crypto::SecretKey key, Send send)
{
    const auto index = config::guardian_index(genesis, crypto::address_of(key));
    if (!index) return fail(std::string{"the key is not one of the genesis' guardians"});
    BALLAST_TRY(pipeline::Replica replica, replay_journal(genesis, store));
    std::unique_ptr<Follower> out{new Follower(genesis, settings, store, clock, std::move(key),
                                               *index, std::move(send), std::move(replica))};
    BALLAST_CHECK(out->recover());
    return out;
}

Follower::Follower(const Genesis& genesis, FollowerSettings settings, env::JournalStore& store,
                   const env::Clock& clock, crypto::SecretKey key, std::uint8_t index, Send send,
                   pipeline::Replica replica)
    : genesis_{genesis},
      settings_{settings},
      store_{store},
      clock_{clock},
      key_{std::move(key)},
      index_{index},
      send_{std::move(send)},
      replica_{std::move(replica)},
      watch_{settings.omission_ms_max, settings.owed_max}
{}

Result<void, std::string> Follower::recover()
{
    if (const auto bytes = store_.meta(promise_key))
    {
        const auto promise = codec::decode_whole<Promise>(*bytes);
        if (!promise) return fail(std::string{"the store's record of terms is damaged"});
        promise_ = *promise;
    }
    if (const auto bytes = store_.meta(refusal_key))
    {
        auto refusal = codec::decode_whole<Refuse>(*bytes);
        if (!refusal) return fail(std::string{"the store's record of a refusal is damaged"});
        spdlog::error("guardian {}: refuses for ever since sequence {}: {}: {}", index_,
                      refusal->sequence.value, name_of(refusal->code), refusal->sentence);
        refusals_.emplace(refusal->code, std::move(*refusal));
    }
    if (const auto sequence = store_.last_certified()) certified_ = *sequence;
    snapshot_at_ = replica_.position().next.value;
    collect_outstanding_orders();
    return {};
}

bool Follower::keep_promise(const Promise& promise)
{
    const auto kept = store_.put_meta(promise_key, codec::encoded(promise));
    if (kept)
        promise_ = promise;
    else
        fail_store(kept.error(), "the record of terms");
    return kept.has_value();
}

void Follower::on_challenge(const Challenge& challenge)
{
    joined_.reset();
    const auto signer =
        crypto::recover(challenge_digest(genesis_.deployment_id, challenge), challenge.signature);
    if (!signer || *signer != genesis_.hub_key)
        return spdlog::warn("guardian {}: a challenge that the hub's key did not sign", index_);
    Promise promise = promise_;
    promise.floor = std::max(promise.floor, Term{promise.highest.value + 1});
    if (challenge.opening && promise.floor != promise_.floor && !keep_promise(promise)) return;

    auto points = points_of(store_);
    if (!points) return fail_store(points.error(), "the journal's end");
    Hello hello{.nonce = challenge.nonce,
                .opening = challenge.opening,
                .guardian_index = index_,
                .highest_term = promise_.highest,
                .points = std::move(*points),
                .certified = std::nullopt,
                .signature = {}};
    if (const auto sequence = certified())
        if (const auto bytes = store_.certificate(*sequence))
            if (auto certificate = journal::decode_certificate(*bytes))
                hello.certified = std::move(*certificate);
    sign_hello(hello, genesis_.deployment_id, key_);
    send_(hello);
}

void Follower::on_welcome(const Welcome& welcome)
{
    if (is_refusing_for_ever())
    {
        for (const Refuse& refusal : refusals()) send_(refusal);
        return;
    }
    if (welcome.term < promise_.floor || welcome.term < promise_.highest)
        return refuse({RefusalCode::StaleTerm,
                       {},
                       fmt::format("term {} is older than term {}", welcome.term.value,
                                   std::max(promise_.floor, promise_.highest).value),
                       {}});
    const auto opening =
        check_opening(welcome, genesis_.deployment_id, genesis_.guardians, holds_in(store_));
    const Sequence base = welcome.base ? welcome.base->sequence : Sequence{};
    if (!opening)
        return refuse({opening.error() == OpeningError::BaseTooLow ? RefusalCode::BaseTooLow
                                                                   : RefusalCode::BadOpening,
                       base, std::string{describe(opening.error())}, codec::encoded(welcome.term)});
    const Joined joined{welcome.term, welcome.base};
    if (!leave_old_terms(joined) || !keep_promise({welcome.term, welcome.term})) return;
    joined_ = joined;
    for (const RefusalCode healed :
         {RefusalCode::StaleTerm, RefusalCode::BadOpening, RefusalCode::BadHead,
          RefusalCode::TooOld, RefusalCode::TooNew})
        refusals_.erase(healed);
    spdlog::info("guardian {}: joins term {} after {}", index_, joined.term.value,
                 joined.base ? fmt::format("sequence {}", joined.base->sequence.value) : "nothing");
    rejoin();
}

/// Gives up what an older term left behind the base: it is sequenced anew. What is certified is
/// never given up.
bool Follower::leave_old_terms(const Joined& joined)
{
    const auto end = store_.last();
    const std::uint64_t next = joined.base ? joined.base->sequence.value + 1 : 0;
    if (!end || end->sequence.value < next) return true;
    const auto beyond = store_.read_batch({next});
    if (!beyond)
    {
        fail_store(beyond.error(), "the batch behind the base");
        return false;
    }
    if (beyond->header.term == joined.term) return true;
    if (const auto known = certified(); known && known->value >= next)
    {
        refuse({RefusalCode::BaseTooLow, {next}, "the term would undo a certified batch", {}});
        return false;
    }
    // A base in the middle of one of our batches is another chain's: its batches will tell.
    if (beyond->header.first.value != next) return true;
    if (next == 0) return rewind(std::nullopt);
    return rewind(Sequence{next - 1});
}

bool Follower::rewind(std::optional<Sequence> to)
{
    if (const auto cut = store_.truncate_after(to); !cut)
    {
        fail_store(cut.error(), "a shorter journal");
        return false;
    }
    auto replica = replay_journal(genesis_, store_);
    if (!replica)
    {
        refuse({RefusalCode::Failing, {}, replica.error(), {}});
        return false;
    }
    replica_ = std::move(*replica);
    heads_.clear();
    market_.forget_sequenced();
    snapshot_at_ = replica_.position().next.value;
    collect_outstanding_orders();
    return true;
}

/// After a WELCOME: what this guardian knows and the hub may have lost.
void Follower::rejoin()
{
    heads_.clear();
    const auto end = store_.last();
    const std::uint64_t from = certified() ? certified()->value + 1 : 0;
    if (end && end->sequence.value >= from)
        (void)store_.for_each_batch({from}, [this](const journal::SealedBatch& batch) {
            const auto stated = hub_head(batch.header.last());
            if (stated && stated->head.term == joined_->term) heads_.push_back({stated->head});
            return env::Walk::Continue;
        });
    if (end) send_(Held{end->sequence});
    for (const engine::OutstandingOrder& outstanding : engine::outstanding_orders(replica_.state()))
    {
        const auto kept = store_.blob(guardian_orders_space, codec::encoded(outstanding.order.id));
        if (!kept) continue;
        if (const auto sign = codec::decode_whole<SignOrder>(*kept)) send_(*sign);
    }
    tick();
}

void Follower::on_disconnect()
{
    joined_.reset();
    watch_.forget_handovers();
}

void Follower::tick()
{
    if (!joined_) return;
    settle_prices();
    settle_market();
    for (const Frame& frame : watch_.take_handovers(clock_.now_ms())) send_(frame);
    certify();
}

void Follower::certify()
{
    if (!joined_ || is_refusing_for_ever() || refusals_.contains(RefusalCode::Failing)) return;
    if (const auto owed = watch_.overdue(clock_.now_ms()))
    {
        if (!refusals_.contains(RefusalCode::Omission))
            refuse({RefusalCode::Omission, replica_.position().next, *owed + " is left out", {}});
        return;
    }
    if (refusals_.erase(RefusalCode::Omission) > 0)
        spdlog::info("guardian {}: nothing is left out any more, certifies again", index_);
    for (OwnHead& own : heads_)
    {
        if (own.is_sent) continue;
        own.is_sent = true;
        signed_head_ = own.head.sequence;
        send_(Certify{own.head,
                      crypto::sign(journal::head_digest(genesis_.deployment_id, own.head), key_)});
    }
}

void Follower::on_certified(const journal::Certificate& certificate)
{
    if (!joined_ || is_refusing_for_ever()) return;
    const auto known = certified();
    if (known && certificate.head.sequence <= *known) return;
    if (!verify_certificate(certificate, genesis_.deployment_id, genesis_.guardians))
        return refuse({RefusalCode::BadHead,
                       certificate.head.sequence,
                       "a certificate that no quorum signed",
                       {}});
    (void)apply_certificate(certificate);
}

/// Takes over a verified certificate of a batch that is held; false when it cannot be.
bool Follower::apply_certificate(const journal::Certificate& certificate)
{
    const Sequence sequence = certificate.head.sequence;
    const auto end = store_.last();
    if (!end || end->sequence < sequence) return true;  // comes again behind its batch
    const auto batch = store_.read_batch(sequence);
    if (!batch || batch->last() != sequence || batch->hash != certificate.head.batch_hash)
    {
        refuse({RefusalCode::Fork, sequence, "a quorum certified another batch than ours",
                journal::encode_certificate(certificate)});
        return false;
    }
    if (const auto kept =
            store_.put_certificate(sequence, journal::encode_certificate(certificate));
        !kept)
    {
        fail_store(kept.error(), "a certificate");
        return false;
    }
    certified_ = sequence;
    while (!heads_.empty() && heads_.front().head.sequence <= sequence) heads_.pop_front();
    sign_orders(sequence);
    return true;
}

void Follower::sign_orders(Sequence certified_to)
{
    std::vector<SignOrder> made;
    for (; !orders_.empty() && orders_.front().sequence <= certified_to; orders_.pop_front())
    {
        const Order& order = orders_.front().order;
        const Bytes32 digest = wire::vaa_digest(wire::encode_order(order));
        const Bytes key = codec::encoded(order.id);
        if (const auto old = store_.blob(guardian_orders_space, key))
        {
            const auto before = codec::decode_whole<SignOrder>(*old);
            // One id, one order, for ever: a second body under it is never signed.
            if (!before || before->digest != digest)
            {
                spdlog::error("guardian {}: order {} was signed with another body", index_,
                              order.id.value);
                continue;
            }
        }
        const SignOrder sign{order.id, digest, crypto::sign(digest, key_)};
        if (const auto kept = store_.put_blob(guardian_orders_space, key, codec::encoded(sign));
            !kept)
            return fail_store(kept.error(), "a signature");
        made.push_back(sign);
    }
    if (made.empty()) return;
    if (const auto kept = store_.sync(); !kept) return fail_store(kept.error(), "signatures");
    orders_signed_ += made.size();
    for (const SignOrder& sign : made) send_(sign);
}

/// Orders of the replayed journal that may still execute, and that were not signed before.
void Follower::collect_outstanding_orders()
{
    orders_.clear();
    const engine::State& state = replica_.state();
    if (!state.open) return;
    std::vector<PendingOrder> found;
    for (engine::OutstandingOrder& outstanding : engine::outstanding_orders(state))
        if (!store_.blob(guardian_orders_space, codec::encoded(outstanding.order.id)))
            found.push_back({outstanding.sequence, std::move(outstanding.order)});
    std::ranges::sort(found, {}, &PendingOrder::sequence);
    orders_.assign(std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    if (certified_) sign_orders(*certified_);
}

void Follower::refuse(Refuse refusal)
{
    spdlog::error("guardian {}: refuses: {} at sequence {}: {}", index_, name_of(refusal.code),
                  refusal.sequence.value, refusal.sentence);
    if (is_for_ever(refusal.code) && !is_refusing_for_ever())
        if (const auto kept = store_.put_meta(refusal_key, codec::encoded(refusal)); !kept)
            spdlog::error("guardian {}: cannot store its refusal: {}", index_,
                          env::describe(kept.error()));
    refusals_.insert_or_assign(refusal.code, refusal);
    send_(refusal);
}

void Follower::fail_store(env::StoreError error, std::string_view what)
{
    refuse({RefusalCode::Failing,
            replica_.position().next,
            fmt::format("cannot store {}: {}", what, env::describe(error)),
            {}});
}

bool Follower::is_refusing_for_ever() const
{
    return std::ranges::any_of(refusals_, [](const auto& each) { return is_for_ever(each.first); });
}

std::vector<Refuse> Follower::refusals() const
{
    std::vector<Refuse> out;
    for (const auto& [code, refusal] : refusals_) out.push_back(refusal);
    return out;
}

std::optional<ChainPoint> Follower::head() const
{
    const auto end = store_.last();
    if (!end) return std::nullopt;
    return ChainPoint{end->term, end->sequence, end->hash};
}

pipeline::DueHash Follower::due_hash() const
{
    if (replica_.position().next.value == 0) return {};
    const journal::HeadStatement own = replica_.head();
    return {own.state_sequence, own.state_hash};
}

}  // namespace ballast::guardian
