// SPDX-License-Identifier: Apache-2.0
// Votes over observations, by digest.
#include "observation_pool.hpp"

#include <ballast/attest/observation_source.hpp>
#include <ballast/wire/observation_message.hpp>

namespace ballast::guardian {
namespace {
Result<Observation, VoteError> parse(const Bytes& body, const intake::Sources& sources)
{
    const auto parsed = wire::parse_vaa_body(body);
    if (!parsed) return fail(VoteError::Malformed);
    auto observation = wire::parse_observation(*parsed);
    if (!observation) return fail(VoteError::Malformed);
    if (!attest::check_source(*observation, sources.deployment, sources.contracts))
        return fail(VoteError::ForeignSource);
    return std::move(*observation);
}
}  // namespace

std::string_view name_of(VoteError error)
{
    switch (error)
    {
        case VoteError::Malformed:
            return "Malformed";
        case VoteError::ForeignSource:
            return "ForeignSource";
        case VoteError::BadSignature:
            return "BadSignature";
        case VoteError::TooMany:
            return "TooMany";
    }
    return "Unknown";
}

ObservationPool::ObservationPool(const Genesis& genesis, PoolLimits limits)
    : sources_{genesis}, limits_{limits}
{}

Result<std::optional<CompleteObservation>, VoteError> ObservationPool::add(const Observe& vote)
{
    const Bytes32 digest = wire::vaa_digest(vote.body);
    if (complete_.contains(digest)) return std::nullopt;
    if (const auto known = waiting_.find(digest);
        known != waiting_.end() && known->second.votes.has(vote.guardian_index))
        return std::nullopt;
    // The signature first: whoever cannot sign as a guardian leaves no trace here.
    if (!verify_vote(digest, vote.guardian_index, vote.signature, sources_.guardians))
        return fail(VoteError::BadSignature);
    BALLAST_TRY(Waiting * waiting, find_or_open(vote, digest));
    waiting->votes.add(vote.guardian_index, vote.signature);
    if (waiting->votes.count() < sources_.guardians.quorum()) return std::nullopt;
    return complete(digest);
}

Result<ObservationPool::Waiting*, VoteError> ObservationPool::find_or_open(const Observe& vote,
                                                                           const Bytes32& digest)
{
    if (const auto known = waiting_.find(digest); known != waiting_.end()) return &known->second;
    BALLAST_TRY(Observation observation, parse(vote.body, sources_));
    std::size_t& brought = brought_[vote.guardian_index];
    if (brought >= limits_.of_guardian_max) return fail(VoteError::TooMany);
    ++brought;
    const auto at = waiting_.emplace(digest, Waiting{.observation = std::move(observation),
                                                     .body = vote.body,
                                                     .brought_by = vote.guardian_index,
                                                     .votes = {}});
    return &at.first->second;
}

CompleteObservation ObservationPool::complete(const Bytes32& digest)
{
    const auto at = waiting_.find(digest);
    Waiting done = std::move(at->second);
    waiting_.erase(at);
    --brought_[done.brought_by];
    complete_.emplace(digest, true);
    complete_order_.push_back(digest);
    if (complete_order_.size() > limits_.complete_max)
    {
        complete_.erase(complete_order_.front());
        complete_order_.pop_front();
    }
    Bytes vaa = wire::encode_vaa(sources_.guardians.index, done.votes.for_vaa(), done.body);
    return {digest, std::move(done.observation), std::move(vaa)};
}

void ObservationPool::forget_if(const std::function<bool(const Observation&)>& is_over)
{
    std::erase_if(waiting_, [&](const auto& entry) {
        if (!is_over(entry.second.observation)) return false;
        --brought_[entry.second.brought_by];
        return true;
    });
}

}  // namespace ballast::guardian
