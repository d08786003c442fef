// SPDX-License-Identifier: Apache-2.0
// The engine thread: gate, order, write, sync, apply, publish.
#include <ballast/base/limits.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/pipeline/pipeline_state.hpp>
#include <chrono>

namespace ballast::pipeline {
namespace {

SubmitProblem refused_problem(RejectReason reason)
{
    std::string code = "Refused";
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<RejectReason>>([&](auto e) {
        if (e.value == reason) code = e.name;
    });
    return {SubmitError::NotNow, reason, std::move(code), std::string{describe(reason)}};
}

}  // namespace

void Pipeline::Impl::run_engine()
{
    if (owner.replica_.position().next.value == 0) open_journal();
    sequence_orphans();
    for (;;)
    {
        auto arrived = verified.pop_some(batches_at_hand * std::size_t{settings.batch_records_max});
        if (arrived.empty()) return;
        if (failed || !is_running)
        {
            answer_stopped(arrived);
            continue;
        }
        if (settings.batch_wait_ms_max > 0 && arrived.size() < settings.batch_records_max &&
            verified.size() == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds{settings.batch_wait_ms_max});
        order(std::move(arrived));
    }
}

void Pipeline::Impl::open_journal()
{
    const Genesis& genesis = owner.replica_.genesis();
    std::vector<Verified> items;
    items.push_back({EvidenceKind::Genesis, codec::encoded(genesis), OpenDeployment{genesis}, {}});
    ++admitted;
    commit(items);
}

/// Batch by batch: what was decided with one state before is decided with one state again.
void Pipeline::Impl::sequence_orphans()
{
    struct Account
    {
        std::size_t left{};
        std::size_t refused{};
        std::function<void(std::size_t)> done;
    };
    const auto account = std::make_shared<Account>();
    account->done = std::exchange(on_orphans_settled, {});
    const auto left_behind = std::exchange(orphans, {});
    for (const auto& batch : left_behind) account->left += batch.size();
    const auto settle = [account](const SubmitResult& result) {
        if (!result && result.error().error == SubmitError::Stopped) return;
        if (!result) ++account->refused;
        if (--account->left == 0 && account->done) account->done(account->refused);
    };
    for (const auto& batch : left_behind)
    {
        if (failed || !is_running) return;
        std::vector<Verified> arrived;
        for (const Orphan& orphan : batch)
        {
            auto command = derive(orphan.kind, orphan.evidence);
            if (!command)
            {
                ++refused_evidence;
                settle(fail(evidence_problem(command.error())));
                continue;
            }
            ++admitted;
            arrived.push_back({orphan.kind, orphan.evidence, std::move(*command), settle});
        }
        order(std::move(arrived));
    }
}

/// Puts batches together. Events of one contract follow each other inside a batch; what cannot be
/// decided before the batch is applied goes to the next one.
void Pipeline::Impl::order(std::vector<Verified> arrived)
{
    while (!arrived.empty())
    {
        BatchAhead ahead;
        std::vector<Verified> passed;
        std::vector<Verified> later;
        for (Verified& item : arrived) admit(std::move(item), ahead, passed, later);
        for (Verified& item : take_ready(ahead)) admit(std::move(item), ahead, passed, later);
        if (!passed.empty()) commit(passed);
        arrived = std::move(later);
        for (Verified& item : take_ready({})) arrived.push_back(std::move(item));
        if (failed || !is_running) return answer_stopped(arrived);
    }
}

void Pipeline::Impl::admit(Verified item, BatchAhead& ahead, std::vector<Verified>& passed,
                           std::vector<Verified>& later)
{
    const engine::State& state = owner.replica_.state();
    const GateDecision decision = gate(state, item.command, ahead);
    switch (decision.verdict)
    {
        case GateVerdict::Pass:
            ahead.take(state, item.command);
            passed.push_back(std::move(item));
            return;
        case GateVerdict::Defer:
            later.push_back(std::move(item));
            return;
        case GateVerdict::Refuse:
            ++not_now;
            answer(item, fail(refused_problem(decision.reason)));
            return;
        case GateVerdict::Wait:
            break;
    }
    const auto key = wait_key(state, item.command);
    const auto same_contract = std::count_if(waiting.begin(), waiting.end(), [&](const auto& row) {
        return row.first.contract == key->contract;
    });
    if (static_cast<std::size_t>(same_contract) >= limits::early_observations)
    {
        ++not_now;
        answer(item, fail(refused_problem(decision.reason)));
        return;
    }
    --admitted;  // it no longer holds a place in the queue
    waiting.emplace(*key, std::move(item));
    early = waiting.size();
}

/// The observations whose turn has come, with what stands in the batch, in their contracts' order.
std::vector<Verified> Pipeline::Impl::take_ready(BatchAhead ahead)
{
    std::vector<Verified> ready;
    const engine::State& state = owner.replica_.state();
    for (auto at = waiting.begin(); at != waiting.end();)
    {
        if (ahead.event_nonce(state, at->first.contract) < at->first.event_nonce)
        {
            ++at;
            continue;
        }
        ++admitted;
        ahead.take(state, at->second.command);
        ready.push_back(std::move(at->second));
        at = waiting.erase(at);
    }
    early = waiting.size();
    return ready;
}

/// Batch by batch. Where several are at hand, each is written on another thread while the one
/// before it, durable by then, is applied here and the one behind it is put together.
void Pipeline::Impl::commit(std::vector<Verified>& items)
{
    journal::ChainPosition at = owner.replica_.position();
    std::unique_ptr<Writing> before;
    std::size_t from = 0;
    while (from < items.size())
    {
        // Its certificate comes only once it is published.
        if (before && !has_room_beside(1)) settle(*std::exchange(before, nullptr));
        // Before the time is taken: a batch must be fresh when it leaves.
        if (failed || !is_running || !wait_for_certificates()) break;
        auto next = put_together(items, from, at);
        if (!next) continue;
        if (before || from < items.size())
        {
            if (before && !wait_until_durable(*before)) before.reset();
            if (failed)
            {
                answer_stopped(next->items);
                break;
            }
            next->is_elsewhere = true;
            writer.begin([this, &batch = *next] {
                batch.written = store.append_synced({&batch.sealed, 1});
            });
        }
        if (before) publish(*before);
        before = std::move(next);
    }
    if (before) settle(*before);
    for (; from < items.size(); ++from) answer(items[from], fail(stopped_problem()));
}

/// The next batch from `items`, of those that fit; `from` and `at` move behind it. Nothing when an
/// item is too long for any batch: it was answered.
std::unique_ptr<Pipeline::Impl::Writing> Pipeline::Impl::put_together(std::vector<Verified>& items,
                                                                      std::size_t& from,
                                                                      journal::ChainPosition& at)
{
    auto out = std::make_unique<Writing>();
    out->time_ms = std::max(at.time_ms, clock.now_ms());
    builder.start({.deployment_id = owner.replica_.genesis().deployment_id,
                   .term = settings.term,
                   .first = at.next,
                   .previous_hash = at.hash});
    std::size_t to = from;
    while (to < items.size() && builder.count() < settings.batch_records_max)
    {
        const std::int64_t record_ms = record_time_ms(items[to], out->time_ms);
        if (!builder.append({items[to].kind, record_ms, items[to].evidence, items[to].command}))
            break;
        at.time_ms = record_ms;
        ++to;
    }
    if (to == from)
    {
        // Alone in a batch and still too long: intake's bounds are narrower, so this is a bug
        // elsewhere; refuse it.
        answer(items[from++], fail(refused_problem(RejectReason::Unsupported)));
        return nullptr;
    }
    out->items.assign(std::make_move_iterator(items.begin() + static_cast<std::ptrdiff_t>(from)),
                      std::make_move_iterator(items.begin() + static_cast<std::ptrdiff_t>(to)));
    from = to;
    out->sealed = builder.seal();
    std::swap(builder, other_builder);  // its bytes stay where they are while it is written
    at = {settings.term, {out->sealed.header.last().value + 1}, out->sealed.hash, at.time_ms};
    return out;
}

/// Record 0 has genesis' own time.
std::int64_t Pipeline::Impl::record_time_ms(const Verified& item, std::int64_t batch_ms) const
{
    return item.kind == EvidenceKind::Genesis ? owner.replica_.genesis().time_ms : batch_ms;
}

/// Whether so many more batches may go without certificate.
bool Pipeline::Impl::has_room_beside(std::size_t others)
{
    if (settings.uncertified_max == 0) return true;
    const std::lock_guard lock{window_mutex};
    return uncertified.size() + others < settings.uncertified_max;
}

/// Until another batch may go without certificate; false when the pipeline stops meanwhile.
bool Pipeline::Impl::wait_for_certificates()
{
    if (settings.uncertified_max == 0) return true;
    std::unique_lock lock{window_mutex};
    window_moved.wait(
        lock, [this] { return !is_running || uncertified.size() < settings.uncertified_max; });
    return is_running;
}

/// Until the batch is written, here where nobody else does it. False when it could not be: its
/// items were answered.
bool Pipeline::Impl::wait_until_durable(Writing& batch)
{
    if (batch.is_elsewhere)
        writer.wait();
    else
        batch.written = store.append_synced({&batch.sealed, 1});
    if (!batch.written)
    {
        fail_with(std::string{env::describe(batch.written.error())});
        answer_stopped(batch.items);
        return false;
    }
    if (settings.uncertified_max != 0)
    {
        const std::lock_guard lock{window_mutex};
        uncertified.push_back(batch.sealed.header.last());
    }
    return true;
}

/// Applies what is durable, tells everyone, and answers.
void Pipeline::Impl::publish(Writing& batch)
{
    const SharedBatch done = apply(batch.sealed, batch.items, batch.time_ms);
    if (on_batch) on_batch(done);
    for (std::size_t i = 0; i < batch.items.size(); ++i) answer(batch.items[i], done->outcomes[i]);
}

/// Nothing else is being written.
void Pipeline::Impl::settle(Writing& batch)
{
    if (!wait_until_durable(batch)) return;
    publish(batch);
    maybe_snapshot();
}

SharedBatch Pipeline::Impl::apply(const journal::SealedBatch& sealed, std::vector<Verified>& items,
                                  std::int64_t time_ms)
{
    auto out = std::make_shared<CommittedBatch>();
    out->header = sealed.header;
    out->hash = sealed.hash;
    out->bytes.assign(sealed.bytes.begin(), sealed.bytes.end());
    {
        const std::unique_lock lock{owner.state_mutex_};
        owner.replica_.begin_batch(sealed.header.last());
        Sequence sequence = sealed.header.first;
        for (Verified& item : items)
        {
            const std::int64_t record_ms = record_time_ms(item, time_ms);
            SequencedCommand command{sequence, record_ms, std::move(item.command)};
            sink.clear();
            owner.replica_.apply(command, sink);
            if (sink.rejected() != RejectReason::None) ++rejected;
            out->outcomes.push_back(
                {sequence, record_ms, std::move(command.command), sink.events, sink.orders});
            ++sequence.value;
            time_ms = std::max(time_ms, record_ms);
        }
        owner.replica_.finish_batch(sealed, out->outcomes.back().time_ms);
    }
    out->head.head = owner.replica_.head();
    out->head.signature =
        crypto::sign(journal::head_digest(sealed.header.deployment_id, out->head.head), hub_key);
    commands += items.size();
    ++batches;
    journal_bytes += sealed.bytes.size();
    return out;
}

void Pipeline::Impl::maybe_snapshot()
{
    const std::uint64_t next = owner.replica_.position().next.value;
    if (settings.snapshot_every == 0 || next - last_snapshot < settings.snapshot_every) return;
    Bytes snapshot;
    {
        const std::unique_lock lock{owner.state_mutex_};
        snapshot = owner.replica_.snapshot();
    }
    last_snapshot = next;
    if (snapshot.empty()) return;  // too large to frame: replay from the journal still works
    if (const auto put = store.put_snapshot({next - 1}, snapshot); !put)
        fail_with(std::string{env::describe(put.error())});
}

void Pipeline::Impl::fail_with(std::string sentence)
{
    {
        const std::lock_guard lock{failure_mutex};
        if (!failure.empty()) return;
        failure = sentence;
        failed = true;
    }
    if (on_failure) on_failure(sentence);
}

void Pipeline::Impl::answer_stopped(std::vector<Verified>& items)
{
    for (Verified& item : items) answer(item, fail(stopped_problem()));
}

}  // namespace ballast::pipeline
