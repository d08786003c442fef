// SPDX-License-Identifier: Apache-2.0
// Counting signatures over heads and orders.
#include "link_desks.hpp"

#include <ballast/wire/order_message.hpp>

namespace ballast::guardian {

std::string_view name_of(DeskError error)
{
    switch (error)
    {
        case DeskError::NotExpected:
            return "NotExpected";
        case DeskError::OtherContent:
            return "OtherContent";
        case DeskError::BadSignature:
            return "BadSignature";
    }
    return "Unknown";
}

void HeadDesk::expect(const journal::HeadStatement& head)
{
    heads_.emplace(head.sequence, Waiting{head, {}});
    if (heads_.size() > heads_max_) heads_.erase(heads_.begin());
}

Result<std::optional<journal::Certificate>, DeskError> HeadDesk::add(std::uint8_t guardian_index,
                                                                     const Certify& vote)
{
    const auto at = heads_.find(vote.head.sequence);
    if (at == heads_.end()) return fail(DeskError::NotExpected);
    Waiting& waiting = at->second;
    if (waiting.head != vote.head) return fail(DeskError::OtherContent);
    if (waiting.votes.has(guardian_index)) return std::nullopt;
    const Bytes32 digest = journal::head_digest(deployment_id_, vote.head);
    if (!verify_vote(digest, guardian_index, vote.signature, guardians_))
        return fail(DeskError::BadSignature);
    waiting.votes.add(guardian_index, vote.signature);
    if (waiting.votes.count() < guardians_.quorum()) return std::nullopt;
    journal::Certificate out{vote.head, waiting.votes.for_certificate()};
    heads_.erase(heads_.begin(), std::next(at));
    return out;
}

bool OrderDesk::expect(const Order& order)
{
    if (orders_.size() >= orders_max_) return false;
    Bytes body = wire::encode_order(order);
    const Bytes32 digest = wire::vaa_digest(body);
    orders_.emplace(order.id, Waiting{std::move(body), digest, {}});
    return true;
}

Result<std::optional<Bytes>, DeskError> OrderDesk::add(std::uint8_t guardian_index,
                                                       const SignOrder& vote)
{
    const auto at = orders_.find(vote.order);
    if (at == orders_.end()) return fail(DeskError::NotExpected);
    Waiting& waiting = at->second;
    if (waiting.digest != vote.digest) return fail(DeskError::OtherContent);
    if (waiting.votes.has(guardian_index)) return std::nullopt;
    if (!verify_vote(vote.digest, guardian_index, vote.signature, guardians_))
        return fail(DeskError::BadSignature);
    waiting.votes.add(guardian_index, vote.signature);
    if (waiting.votes.count() < guardians_.quorum()) return std::nullopt;
    Bytes vaa = wire::encode_vaa(guardians_.index, waiting.votes.for_vaa(), waiting.body);
    orders_.erase(at);
    return vaa;
}

}  // namespace ballast::guardian
