// SPDX-License-Identifier: Apache-2.0
// What the hub collects signatures for: heads of batches, and orders. Each desk knows what may be
// signed, checks every signature and says when a quorum is there. Leaves out observations
// (observation_pool.hpp) and storing.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/domain/order.hpp>
#include <ballast/domain/signer_set.hpp>
#include <ballast/guardian/frames.hpp>
#include <ballast/guardian/quorum_votes.hpp>
#include <map>
#include <optional>

namespace ballast::guardian {

enum class DeskError : std::uint8_t
{
    NotExpected,   ///< no such head or order waits for signatures
    OtherContent,  ///< the signature is over another head, or another body, under that number
    BadSignature,  ///< not by the key at its index
};
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(DeskError error);

/// Heads of the present term that wait for a quorum.
class HeadDesk
{
public:
    HeadDesk(const Bytes32& deployment_id, const SignerSet& guardians, std::size_t heads_max)
        : deployment_id_{deployment_id}, guardians_{guardians}, heads_max_{heads_max}
    {}

    /// The hub stated this head. Beyond the bound the oldest is given up: a later one covers it.
    void expect(const journal::HeadStatement& head);
    /// Counts a guardian's signature; the certificate, when it completed the quorum. It covers
    /// every older head, which are not waited for any more.
    [[nodiscard]] Result<std::optional<journal::Certificate>, DeskError> add(
        std::uint8_t guardian_index, const Certify& vote);
    void clear() { heads_.clear(); }
    [[nodiscard]] std::size_t waiting_count() const { return heads_.size(); }

private:
    struct Waiting
    {
        journal::HeadStatement head;
        QuorumVotes votes;
    };
    Bytes32 deployment_id_;
    SignerSet guardians_;
    std::size_t heads_max_;
    std::map<Sequence, Waiting> heads_;
};

/// Orders that wait for a quorum.
class OrderDesk
{
public:
    OrderDesk(const SignerSet& guardians, std::size_t orders_max)
        : guardians_{guardians}, orders_max_{orders_max}
    {}

    /// The hub's own run produced this order; false when too many wait.
    [[nodiscard]] bool expect(const Order& order);
    /// Counts a guardian's signature; the whole signed order, when it completed the quorum.
    [[nodiscard]] Result<std::optional<Bytes>, DeskError> add(std::uint8_t guardian_index,
                                                              const SignOrder& vote);
    /// The order was executed, voided or lapsed.
    void forget(OrderId order) { orders_.erase(order); }
    void clear() { orders_.clear(); }
    [[nodiscard]] std::size_t waiting_count() const { return orders_.size(); }

private:
    struct Waiting
    {
        Bytes body;
        Bytes32 digest;
        QuorumVotes votes;
    };
    SignerSet guardians_;
    std::size_t orders_max_;
    std::map<OrderId, Waiting> orders_;
};

}  // namespace ballast::guardian
