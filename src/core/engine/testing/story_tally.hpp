// SPDX-License-Identifier: Apache-2.0
// What happened in stories, counted: so that a random test can show that it reaches what it claims
// to test. Not used by the product.
#pragma once
#include <ballast/domain/event.hpp>
#include <ballast/engine/testing/contract_model.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/list.hpp>
#include <string>

namespace ballast::engine::testing {

/// Counts of events, of what became of liquidations, of refusals and of chains' answers.
class StoryTally
{
public:
    void count(const OutcomeSink& sink);
    void count(ChainAnswer answer) { ++answers_[static_cast<std::size_t>(answer)]; }
    void add(const StoryTally& other);
    /// Name and count of everything, what never happened with a zero.
    [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> rows() const;
    [[nodiscard]] std::uint64_t refusals(RejectReason reason) const
    {
        return refusals_[static_cast<std::size_t>(reason)];
    }
    [[nodiscard]] std::uint64_t answers(ChainAnswer answer) const
    {
        return answers_[static_cast<std::size_t>(answer)];
    }

    /// Counted by hand, what no single event tells.
    struct Occurrences
    {
        std::uint64_t partial_liquidations{};
        std::uint64_t full_liquidations{};
        std::uint64_t claims_only{};
        std::uint64_t deleveragings{};
        std::uint64_t shortfalls{};
        std::uint64_t shortfalls_paid{};
        std::uint64_t lapses{};
        std::uint64_t voids{};
        std::uint64_t reorders_lapsed{};
        std::uint64_t reorders_voided{};
        std::uint64_t paid_claimable{};
        std::uint64_t transfers_clamped{};  ///< a venue moved less than was ordered
        std::uint64_t unrecognised_deposits{};
        std::uint64_t rogue_events{};
        std::uint64_t contradictions{};
        std::uint64_t snapshots{};
        std::uint64_t gaps{};  ///< prices that left the grid of scenarios
        std::uint64_t dated_fills{};
        std::uint64_t dated_transfers{};
        std::uint64_t late_fills{};     ///< of what had expired
        std::uint64_t expiries_held{};  ///< instruments that somebody held to the end
        // Of the twin where everybody is margined (full_check.hpp).
        std::uint64_t instants_checked_fully{};
        std::uint64_t accounts_margined{};
        std::uint64_t accounts_spared{};
        std::uint64_t accounts_below{};
        std::uint64_t liquidated_as_found{};
        std::uint64_t rounds_to_rest{};  ///< at stories' ends, until nothing was outstanding
        std::uint64_t commands{};
    };
    Occurrences seen;

private:
    std::array<std::uint64_t, std::variant_size_v<Event>> events_{};
    std::array<std::uint64_t,
               boost::mp11::mp_size<boost::describe::describe_enumerators<RejectReason>>::value>
        refusals_{};
    std::array<std::uint64_t,
               boost::mp11::mp_size<boost::describe::describe_enumerators<ChainAnswer>>::value>
        answers_{};
    std::array<std::string, std::variant_size_v<Event>> event_names_;
};
BOOST_DESCRIBE_STRUCT(StoryTally::Occurrences, (),
                      (partial_liquidations, full_liquidations, claims_only, deleveragings,
                       shortfalls, shortfalls_paid, lapses, voids, reorders_lapsed, reorders_voided,
                       paid_claimable, transfers_clamped, unrecognised_deposits, rogue_events,
                       contradictions, snapshots, gaps, dated_fills, dated_transfers, late_fills,
                       expiries_held, instants_checked_fully, accounts_margined, accounts_spared,
                       accounts_below, liquidated_as_found, rounds_to_rest, commands))

}  // namespace ballast::engine::testing
