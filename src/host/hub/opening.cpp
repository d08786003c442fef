// SPDX-License-Identifier: Apache-2.0
// Opening a term: truncate, replay, and collect what must be sequenced anew.
#include "opening.hpp"

#include <spdlog/spdlog.h>

#include <ballast/crypto/sha256.hpp>
#include <ballast/engine/outstanding.hpp>
#include <ballast/engine/state_codec.hpp>
#include <ballast/hub/relayer.hpp>
#include <ballast/pipeline/replay.hpp>
#include <set>

namespace ballast::hub {
namespace {

std::string store_sentence(env::StoreError error) { return std::string{env::describe(error)}; }

/// The newest snapshot that decodes, or a replica before record 0.
pipeline::Replica start_of_replay(const env::JournalStore& store, const Genesis& genesis)
{
    auto stored = store.latest_snapshot();
    while (stored)
    {
        auto replica = pipeline::Replica::from_snapshot(genesis, stored->bytes);
        if (replica) return std::move(*replica);
        spdlog::warn("hub: snapshot at {} is not usable: {}", stored->sequence.value,
                     replica.error().sentence);
        stored = store.snapshot_before(stored->sequence);
    }
    return pipeline::Replica{genesis};
}

/// Whether anything lay beyond the base.
Result<bool, std::string> truncate(env::JournalStore& store, const guardian::TermOpening& opening)
{
    const auto last = store.last();
    if (!last) return false;
    if (opening.base && last->sequence == opening.base->sequence) return false;
    const auto cut =
        store.truncate_after(opening.base ? std::optional{opening.base->sequence} : std::nullopt);
    if (!cut) return fail(store_sentence(cut.error()));
    return true;
}

/// The evidence of everything that was ever cut off and not sequenced since; genesis comes by
/// itself. A term that was lost while it sequenced orphans left some of them behind a second time.
Result<std::vector<std::vector<pipeline::Orphan>>, std::string> collect_orphans(
    env::JournalStore& store)
{
    std::vector<std::vector<pipeline::Orphan>> out;
    std::set<Bytes32> seen;
    const auto walked = store.for_each_orphan([&](const journal::SealedBatch& batch) {
        const auto view = journal::parse_batch(batch.bytes);
        if (!view) return env::Walk::Continue;
        std::vector<pipeline::Orphan> left;
        for (const journal::RecordView& record : *view)
            if (record.kind != EvidenceKind::Genesis &&
                seen.insert(crypto::sha256(record.evidence)).second)
                left.push_back(
                    {record.kind, Bytes{record.evidence.begin(), record.evidence.end()}});
        if (!left.empty()) out.push_back(std::move(left));
        return env::Walk::Continue;
    });
    if (!walked) return fail(store_sentence(walked.error()));
    return out;
}

void collect_outstanding(const env::JournalStore& store, Opened& opened)
{
    const engine::State& state = opened.replica.state();
    for (const auto& [order, sequence] : engine::outstanding_orders(state))
    {
        opened.outstanding.push_back(order);
        std::optional<SignedTrade> trade;
        if (std::holds_alternative<Permit>(order.body))
        {
            const auto batch = store.read_batch(sequence);
            if (batch) trade = trade_evidence(batch->bytes, sequence);
        }
        const bool relay = !std::holds_alternative<Permit>(order.body) || (trade && trade->relay);
        opened.to_relay.push_back({order, sequence, relay, std::move(trade)});
    }
}

}  // namespace

Result<pipeline::Replica, std::string> replay_store(const env::JournalStore& store,
                                                    const Genesis& genesis)
{
    pipeline::Replica replica = start_of_replay(store, genesis);
    if (!store.last() || store.last()->sequence.value < replica.position().next.value)
        return replica;
    Result<void, pipeline::FollowProblem> followed;
    {
        pipeline::Replay replay{replica, pipeline::replay_threads()};
        const auto walked =
            store.for_each_batch(replica.position().next, [&](const journal::SealedBatch& batch) {
                followed = replay.add(batch.bytes);
                return followed ? env::Walk::Continue : env::Walk::Stop;
            });
        if (!walked) return fail(store_sentence(walked.error()));
        if (followed) followed = replay.finish();
    }
    if (followed) return replica;
    return fail("the journal does not replay at sequence " +
                std::to_string(followed.error().sequence.value) + ": " + followed.error().sentence);
}

Result<Opened, std::string> open_term(env::JournalStore& store, const Genesis& genesis,
                                      const guardian::TermOpening& opening)
{
    BALLAST_TRY(const bool was_cut, truncate(store, opening));
    BALLAST_TRY(pipeline::Replica replica, replay_store(store, genesis));
    Opened out{.replica = std::move(replica)};
    out.was_cut = was_cut;
    BALLAST_TRY(out.orphans, collect_orphans(store));
    collect_outstanding(store, out);
    return out;
}

}  // namespace ballast::hub
