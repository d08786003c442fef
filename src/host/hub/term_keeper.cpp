// SPDX-License-Identifier: Apache-2.0
// The beginning and the end of terms, one after the other on a thread of their own: both wait for
// threads that must not wait for them.
#include "term_keeper.hpp"

#include <spdlog/spdlog.h>

namespace ballast::hub {
namespace {
/// Terms are opened and lost in turn: few steps ever wait.
constexpr std::size_t steps_max = 16;

std::size_t count_of(const std::vector<std::vector<pipeline::Orphan>>& batches)
{
    std::size_t out = 0;
    for (const auto& batch : batches) out += batch.size();
    return out;
}

std::vector<guardian::AppliedReports> applied_reports(const pipeline::Replica& replica)
{
    std::vector<guardian::AppliedReports> out;
    const engine::State& state = replica.state();
    out.reserve(state.contracts.size());
    for (std::size_t i = 0; i < state.contracts.size(); ++i)
        out.push_back({state.genesis.contracts[i].chain, state.genesis.contracts[i].address,
                       state.contracts[i].event_nonce, state.contracts[i].head_block});
    return out;
}
}  // namespace

TermKeeper::TermKeeper(TermParts parts, TermCallbacks callbacks)
    : parts_{parts}, callbacks_{std::move(callbacks)}, worker_{steps_max}
{}

void TermKeeper::open(const guardian::TermOpening& opening)
{
    worker_.post_always([this, opening] { begin(opening); });
}

void TermKeeper::lose(std::string why)
{
    worker_.post_always([this, why = std::move(why)] { end(why); });
}

void TermKeeper::begin(const guardian::TermOpening& opening)
{
    term_ = opening.term;
    auto opened = open_term(parts_.store, parts_.genesis, opening);
    if (!opened)
    {
        if (callbacks_.on_failure) callbacks_.on_failure(opened.error());
        return;
    }
    const std::size_t orphans = count_of(opened->orphans);
    spdlog::info(
        "hub: term={} opens with sequence {}, {} orders outstanding, {} records to sequence anew",
        term_.value, opened->replica.position().next.value, opened->outstanding.size(), orphans);
    parts_.relayer.begin_term(opening.base ? std::optional{opening.base->sequence} : std::nullopt,
                              opened->to_relay);
    if (callbacks_.on_opening) callbacks_.on_opening(opened->was_cut);
    // The link must know the term before the pipeline publishes its first batch.
    parts_.link.start(link_start(std::move(opened->outstanding)));
    parts_.pipeline.start({.term = term_,
                           .replica = std::move(opened->replica),
                           .orphans = std::move(opened->orphans),
                           .on_orphans_settled = [this, orphans](std::size_t refused) {
                               forget_orphans(orphans, refused);
                           }});
    if (callbacks_.on_open) callbacks_.on_open();
}

guardian::TermStart TermKeeper::link_start(std::vector<Order> outstanding) const
{
    pipeline::Pipeline& pipeline = parts_.pipeline;
    return {.outstanding = std::move(outstanding),
            .submit =
                [&pipeline](EvidenceKind kind, Bytes evidence, pipeline::SubmitCallback done) {
                    pipeline.submit(kind, std::move(evidence), std::move(done));
                },
            .applied = [&pipeline] { return pipeline.read(applied_reports); }};
}

/// On the engine's thread, which alone writes batches: none is cut meanwhile.
void TermKeeper::forget_orphans(std::size_t count, std::size_t refused)
{
    spdlog::info("hub: {} records of older terms are sequenced anew, {} stayed before the journal",
                 count - refused, refused);
    std::vector<std::pair<journal::BatchHeader, Bytes32>> all;
    const auto walked = parts_.store.for_each_orphan([&](const journal::SealedBatch& batch) {
        all.emplace_back(batch.header, batch.hash);
        return env::Walk::Continue;
    });
    if (!walked) return;
    for (const auto& [header, hash] : all)
        if (const auto dropped = parts_.store.drop_orphan(header, hash); !dropped)
            spdlog::warn("hub: {}", env::describe(dropped.error()));
}

void TermKeeper::end(const std::string& why)
{
    spdlog::warn("hub: term={} is lost ({}); waits for a quorum of guardians to open the next",
                 term_.value, why);
    parts_.pipeline.stop();
    if (callbacks_.on_lost) callbacks_.on_lost();
    parts_.link.reopen();
}

}  // namespace ballast::hub
