// SPDX-License-Identifier: Apache-2.0
// Guardians' signatures over observations, until one has a quorum and becomes a whole message. The
// hub and each guardian keep such a pool. Bounded for each guardian, so that one that signs
// nonsense only fills its own part.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/domain/observation.hpp>
#include <ballast/guardian/frames.hpp>
#include <ballast/guardian/quorum_votes.hpp>
#include <ballast/intake/sources.hpp>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string_view>

namespace ballast::guardian {

enum class VoteError : std::uint8_t
{
    Malformed,      ///< the body is no canonical observation
    ForeignSource,  ///< of no contract of this deployment
    BadSignature,   ///< not by the key at its index
    TooMany,        ///< the guardian's part of the pool is full
};
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(VoteError error);

/// An observation with a quorum of signatures.
struct CompleteObservation
{
    Bytes32 digest;
    Observation observation;
    Bytes vaa;
};

struct PoolLimits
{
    std::size_t of_guardian_max{
        4'096};                        ///< incomplete observations that one guardian brought first
    std::size_t complete_max{65'536};  ///< complete ones that are remembered
};

class ObservationPool
{
public:
    explicit ObservationPool(const Genesis& genesis, PoolLimits limits = {});

    /// Counts one signature; the observation, when this one completed its quorum, and nothing when
    /// it did not, or was complete before.
    [[nodiscard]] Result<std::optional<CompleteObservation>, VoteError> add(const Observe& vote);
    /// Forgets incomplete observations for which `is_over` holds, such as applied ones.
    void forget_if(const std::function<bool(const Observation&)>& is_over);
    [[nodiscard]] std::size_t waiting_count() const { return waiting_.size(); }

private:
    struct Waiting
    {
        Observation observation;
        Bytes body;
        std::uint8_t brought_by{};
        QuorumVotes votes;
    };
    [[nodiscard]] Result<Waiting*, VoteError> find_or_open(const Observe& vote,
                                                           const Bytes32& digest);
    [[nodiscard]] CompleteObservation complete(const Bytes32& digest);

    intake::Sources sources_;
    PoolLimits limits_;
    std::map<Bytes32, Waiting> waiting_;
    std::map<std::uint8_t, std::size_t> brought_;
    std::map<Bytes32, bool> complete_;
    std::deque<Bytes32> complete_order_;
};

}  // namespace ballast::guardian
