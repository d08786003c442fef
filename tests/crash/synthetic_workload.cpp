// SPDX-License-Identifier: Apache-2.0
// Random writes of every kind.
#include "synthetic_workload.hpp"

#include <array>
#include <ballast/base/assert.hpp>
#include <ballast/env/entropy.hpp>
#include <ballast/journal/batch.hpp>
#include <vector>

#include "synthetic_records.hpp"

namespace ballast::crash {
namespace {

using env::JournalEnd;
using env::StoreError;
using env::Walk;
using journal::SealedBatch;
using Done = Result<void, StoreError>;

constexpr std::uint64_t group_batches_max = 3;
constexpr std::uint64_t batch_records_max = 16;

class Player
{
public:
    Player(env::JournalStore& store, std::uint64_t seed, const AcknowledgementSink& acknowledge)
        : store_{store}, random_{seed}, acknowledge_{acknowledge}
    {}
    Done open_term();
    Done maybe_truncate();
    Done step();

private:
    Done append_group();
    Done certify();
    Done take_snapshot();
    Done put_blob();
    void promise(Promise kind, std::uint64_t number, const Bytes32& digest = {})
    {
        acknowledge_({.kind = static_cast<std::uint8_t>(kind), .number = number, .digest = digest});
    }
    [[nodiscard]] std::uint64_t below(std::uint64_t end) { return random_.number() % end; }

    env::JournalStore& store_;
    env::SeededEntropy random_;
    const AcknowledgementSink& acknowledge_;
    Term term_;
    std::array<journal::BatchBuilder, group_batches_max> builders_;
};

Done Player::open_term()
{
    const auto before = store_.meta(term_key);
    if (!before && before.error() != StoreError::NotFound) return fail(before.error());
    term_ = {before ? read_big_endian<std::uint64_t>(before->data()) + 1 : 1};
    Bytes value;
    append_big_endian(value, term_.value);
    BALLAST_CHECK(store_.put_meta(term_key, value));
    promise(Promise::Term, term_.value);
    return {};
}

Done Player::maybe_truncate()
{
    if (!store_.last() || below(2) == 0) return {};
    const auto certified = store_.last_certified();
    std::vector<Sequence> ends;  // where the journal may be cut
    if (certified) ends.push_back(*certified);
    BALLAST_CHECK(
        store_.for_each_batch({certified ? certified->value : 0}, [&](const SealedBatch& batch) {
            if (!certified || batch.header.last() > *certified) ends.push_back(batch.header.last());
            return Walk::Continue;
        }));
    const std::uint64_t choice = below(ends.size() + (certified ? 0 : 1));
    const bool everything = choice == ends.size();
    BALLAST_CHECK(store_.truncate_after(everything ? std::nullopt : std::optional{ends[choice]}));
    promise(Promise::Truncated, everything ? 0 : ends[choice].value + 1);
    return {};
}

Done Player::append_group()
{
    std::vector<SealedBatch> group;
    std::optional<JournalEnd> end = store_.last();
    const std::uint64_t count = 1 + below(group_batches_max);
    for (std::uint64_t i = 0; i < count; ++i)
    {
        const std::uint64_t first = end ? end->sequence.value + 1 : 0;
        builders_[i].start({.deployment_id = synthetic_deployment(),
                            .term = term_,
                            .first = {first},
                            .previous_hash = end ? end->hash : Bytes32{}});
        const std::uint64_t records = 1 + below(batch_records_max);
        for (std::uint64_t n = 0; n < records; ++n)
        {
            const journal::Record record = synthetic_record(term_, {first + n});
            BALLAST_ASSERT(builders_[i].append(journal::parts_of(record)).has_value());
        }
        group.push_back(builders_[i].seal());
        end = JournalEnd{
            .term = term_, .sequence = group.back().header.last(), .hash = group.back().hash};
    }
    if (below(4) == 0)
    {
        BALLAST_CHECK(store_.append(group));
        BALLAST_CHECK(store_.sync());
    }
    else
        BALLAST_CHECK(store_.append_synced(group));
    for (const SealedBatch& batch : group)
        promise(Promise::Batch, batch.header.first.value, batch.hash);
    return {};
}

Done Player::certify()
{
    const auto end = store_.last();
    if (!end) return {};
    BALLAST_CHECK(store_.put_certificate(end->sequence, synthetic_certificate(end->sequence)));
    BALLAST_CHECK(store_.sync());
    promise(Promise::Certificate, end->sequence.value);
    return {};
}

Done Player::take_snapshot()
{
    // Of certified batches only: those are never removed, and neither is their snapshot.
    const auto certified = store_.last_certified();
    if (!certified) return {};
    BALLAST_CHECK(store_.put_snapshot(*certified, synthetic_snapshot(*certified)));
    promise(Promise::Snapshot, certified->value);
    return {};
}

Done Player::put_blob()
{
    const std::uint64_t number = random_.number();
    Bytes key;
    append_big_endian(key, number);
    BALLAST_CHECK(store_.put_blob(blob_space, key, synthetic_blob(number)));
    BALLAST_CHECK(store_.sync());
    promise(Promise::Blob, number);
    return {};
}

Done Player::step()
{
    const std::uint64_t choice = below(20);
    if (choice == 0) return take_snapshot();
    if (choice <= 2) return certify();
    if (choice <= 4) return put_blob();
    return append_group();
}

}  // namespace

Done play_synthetic(env::JournalStore& store, std::uint64_t seed, std::uint64_t steps,
                    const AcknowledgementSink& acknowledge)
{
    Player player{store, seed, acknowledge};
    BALLAST_CHECK(player.open_term());
    BALLAST_CHECK(player.maybe_truncate());
    for (std::uint64_t i = 0; i < steps; ++i) BALLAST_CHECK(player.step());
    return {};
}

}  // namespace ballast::crash
