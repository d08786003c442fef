// SPDX-License-Identifier: Apache-2.0
// What the hub owes: evidence that a guardian holds complete and handed over, and that is not in
// the journal yet. Pure: time is an argument. Architecture, Guardian link.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/guardian/frames.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ballast::guardian {

/// Evidence in the form in which it is handed over.
struct OwedEvidence
{
    std::string name;  ///< for people: "LOCKED 4 of chain 1"
    Frame frame;       ///< OBSERVED or REQUEST
    /// After this moment it is not owed any more (a price beyond its staleness bound); 0: for ever.
    std::int64_t void_after_ms{};
    /// Not handed over before this moment: the hub usually has it by itself.
    std::int64_t hand_over_ms{};
};

class OmissionWatch
{
public:
    OmissionWatch(std::int64_t omission_ms_max, std::size_t owed_max)
        : omission_ms_max_{omission_ms_max}, owed_max_{owed_max}
    {}

    /// Adds evidence under its digest, not handed over yet. Beyond the bound the call changes
    /// nothing: what is there already suffices to withhold.
    void add(const Bytes32& digest, OwedEvidence evidence);
    /// It is in the journal, or follows from what is.
    void settle(const Bytes32& digest) { owed_.erase(digest); }
    /// The connection is gone: everything must be handed over again.
    void forget_handovers();
    /// What is to be handed over now; it counts from `now_ms`.
    [[nodiscard]] std::vector<Frame> take_handovers(std::int64_t now_ms);
    /// The name of something that was handed over too long ago, or nothing: then certificates may
    /// go out.
    [[nodiscard]] std::optional<std::string> overdue(std::int64_t now_ms);
    /// Evidence that was handed over and is not in the journal yet.
    [[nodiscard]] std::size_t handed_count() const;

private:
    struct Owed
    {
        OwedEvidence evidence;
        std::optional<std::int64_t> handed_ms;
    };
    void drop_void(std::int64_t now_ms);

    std::int64_t omission_ms_max_;
    std::size_t owed_max_;
    std::map<Bytes32, Owed> owed_;
};

}  // namespace ballast::guardian
