// SPDX-License-Identifier: Apache-2.0
// Counting, and naming what was counted.
#include "story_tally.hpp"

#include <ballast/domain/instrument_terms.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

namespace ballast::engine::testing {
namespace {
using Seen = StoryTally::Occurrences;

void see(Seen& seen, const LiquidationTriggered& event)
{
    if (event.deleverages)
        ++seen.deleveragings;
    else if (event.fraction_ppm == 0)
        ++seen.claims_only;
    else
        ++(event.fraction_ppm < 1'000'000 ? seen.partial_liquidations : seen.full_liquidations);
}

void see(Seen& seen, const ShortfallCovered& event)
{
    ++seen.shortfalls;
    seen.shortfalls_paid += event.paid_usd_e6 > 0 ? 1 : 0;
}

void see(Seen& seen, const OrderClosed& event)
{
    ++(event.how == OrderEnd::Lapsed ? seen.lapses : seen.voids);
}

void see(Seen& seen, const ClaimReordered& event)
{
    ++(event.how == OrderEnd::Lapsed ? seen.reorders_lapsed : seen.reorders_voided);
}

void see(Seen& seen, const WithdrawalPaid& event)
{
    seen.paid_claimable += event.claimable ? 1 : 0;
}

void see(Seen& seen, const DepositBooked& event)
{
    seen.unrecognised_deposits += event.unrecognised > 0 ? 1 : 0;
}

bool is_dated(const InstrumentName& name)
{
    const auto terms = parse_terms(name);
    return terms && terms->expiry_s != 0;
}

void see(Seen& seen, const TradeFilled& event)
{
    seen.dated_fills += is_dated(event.instrument) ? 1U : 0U;
}

void see(Seen& seen, const TransferOrdered& event)
{
    seen.dated_transfers += is_dated(event.instrument) ? 1U : 0U;
}

void see(Seen& seen, const InstrumentExpired& event)
{
    seen.expiries_held += event.holders > 0 ? 1U : 0U;
}

template <class Other>
void see(Seen&, const Other&)
{}

template <class Described, class Visit>
void for_each_member(Visit visit)
{
    boost::mp11::mp_for_each<
        boost::describe::describe_members<Described, boost::describe::mod_public>>(visit);
}

template <class Enum, class Counts>
void name_enum(std::vector<std::pair<std::string, std::uint64_t>>& out, const char* prefix,
               const Counts& counts)
{
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto d) {
        out.emplace_back(std::string{prefix} + d.name, counts[static_cast<std::size_t>(d.value)]);
    });
}
}  // namespace

void StoryTally::count(const OutcomeSink& sink)
{
    ++seen.commands;
    for (const Event& event : sink.events)
    {
        if (events_[event.index()]++ == 0) event_names_[event.index()] = name_of(event);
        if (const auto* refusal = std::get_if<CommandRejected>(&event))
            ++refusals_[static_cast<std::size_t>(refusal->reason)];
        std::visit([this](const auto& body) { see(seen, body); }, event);
    }
}

void StoryTally::add(const StoryTally& other)
{
    for_each_member<Occurrences>([&](auto d) { seen.*d.pointer += other.seen.*d.pointer; });
    for (std::size_t i = 0; i < events_.size(); ++i)
    {
        events_[i] += other.events_[i];
        if (event_names_[i].empty()) event_names_[i] = other.event_names_[i];
    }
    for (std::size_t i = 0; i < refusals_.size(); ++i) refusals_[i] += other.refusals_[i];
    for (std::size_t i = 0; i < answers_.size(); ++i) answers_[i] += other.answers_[i];
}

std::vector<std::pair<std::string, std::uint64_t>> StoryTally::rows() const
{
    std::vector<std::pair<std::string, std::uint64_t>> out;
    for_each_member<Occurrences>([&](auto d) { out.emplace_back(d.name, seen.*d.pointer); });
    for (std::size_t i = 0; i < events_.size(); ++i)
        if (events_[i] > 0) out.emplace_back("event " + event_names_[i], events_[i]);
    name_enum<RejectReason>(out, "refused ", refusals_);
    name_enum<ChainAnswer>(out, "chain ", answers_);
    return out;
}

}  // namespace ballast::engine::testing
