// SPDX-License-Identifier: Apache-2.0
// How a story ends: nothing stays outstanding for ever, and the hub's books are the chains'.
#include <ballast/engine/refresh.hpp>
#include <ballast/engine/testing/world.hpp>

#include "story.hpp"

namespace ballast::engine::testing {
namespace {
constexpr int rounds_max = 600;
constexpr std::int64_t round_ms = 7'000;
}  // namespace

void Story::conclude()
{
    reset_routes();
    silent_feeds_ = 0;
    halted_until_ms_ = {};
    sent_.clear();  // what nobody submitted by now never will be: it must lapse
    report_all();
    compare_with_chains();
    for (int round = 0; round < rounds_max && !is_at_rest() && problem_.empty(); ++round)
    {
        ++tally_.seen.rounds_to_rest;
        settle_round();
    }
    if (!is_at_rest())
        fail_with("something is outstanding for ever: permits " +
                  std::to_string(state_.permits.size()) + ", releases " +
                  std::to_string(state_.releases.size()) + ", transfers " +
                  std::to_string(state_.transfers.size()) + ", liquidations " +
                  std::to_string(state_.liquidations.size()) + ", settlements " +
                  std::to_string(state_.settlements.size()));
    compare_with_chains();
    check_rows_at_rest();
    now_ms_ += 7'200'000;
    report_all();
    send_prices(7, 0);
    if (!state_.nonces.empty() || !state_.quote_places.empty())
        fail_with("a request is remembered for ever");
    check_snapshot();
}

void Story::report_all()
{
    bool any = true;
    while (any && problem_.empty())
    {
        any = false;
        for (std::uint32_t row = 0; row < state_.contracts.size(); ++row)
            for (; backlog(row) > 0 && problem_.empty(); any = true) report_next(row);
    }
}

/// Orders that leave now are executed, older ones lapse; prices stay as they are.
void Story::settle_round()
{
    now_ms_ += round_ms;
    reset_routes();
    pass_chains_to(static_cast<std::uint64_t>(now_ms_ / 1000));
    for (VaultModel& vault : vaults_)
        for (const OrderId order : std::vector<OrderId>{vault.queued()})
            tally_.count(vault.pay_queued(order, true));
    std::vector<SentOrder> later;
    for (SentOrder& sent : std::exchange(sent_, {}))
    {
        const ChainAnswer answer = submit(sent);
        tally_.count(answer);
        if (answer != ChainAnswer::Done && answer != ChainAnswer::OrderUsed &&
            answer != ChainAnswer::OrderExpired && answer != ChainAnswer::Queued)
            later.push_back(std::move(sent));
    }
    sent_ = std::move(later);
    report_all();
    for (std::uint32_t row = 0; row < state_.contracts.size(); ++row) apply(contract(row).head());
    send_prices(7, 0);
}

bool Story::is_at_rest() const
{
    return state_.permits.empty() && state_.releases.empty() && state_.transfers.empty() &&
           state_.liquidations.empty() && state_.settlements.empty();
}

/// Nothing is kept of what is over.
void Story::check_rows_at_rest()
{
    for (const Account& account : state_.accounts)
    {
        if (!account.pending.empty() || !account.releases.empty())
            fail_with("an account keeps a reservation");
        for (const Position& row : account.positions)
            if (row.lots == 0) fail_with("an account keeps an empty position");
    }
    for (const InstrumentState& book : state_.instruments)
        if (book.lots_pending != 0) fail_with("an instrument keeps pending lots");
    for (const TokenState& token : state_.tokens)
        if (token.in_flight != 0) fail_with("something is in flight for ever");
}

void Story::compare_with_chains()
{
    for (std::size_t i = 0; i < state_.tokens.size(); ++i)
    {
        const GenesisToken& listing = state_.genesis.tokens[i];
        const u128 there = vaults_[listing.chain.value - 1U].locked(listing.address);
        if (state_.tokens[i].held() != static_cast<i128>(there))
            fail_with("token " + std::to_string(i) + ": the vault holds " + to_decimal(there) +
                      ", the hub says " + to_decimal(state_.tokens[i].held()));
    }
    for (std::size_t k = 0; k < state_.instruments.size(); ++k)
        if (!waits_for_settlement(k)) compare_positions(k);
}

/// Over at the hub, and the venue has not been told.
bool Story::waits_for_settlement(std::size_t instrument) const
{
    return std::ranges::any_of(state_.settlements, [&](const auto& row) {
        return row.second.instrument.value == instrument;
    });
}

void Story::compare_positions(std::size_t k)
{
    const GenesisInstrument& listing = state_.genesis.instruments[k];
    const std::int64_t index_e8 = settled_index_e8(state_, {static_cast<std::uint32_t>(k)});
    const auto there = venues_[0].settled_at(listing.name);
    if (there.has_value() != (index_e8 != 0))
        fail_with("an instrument is over at one place only");
    else if (there &&
             *there != settlement_value(state_.registry.instruments[k].terms, index_e8) * pow10(10))
        fail_with("the venue settled at another value than the hub");
    for (const Account& account : state_.accounts)
    {
        i128 here = 0;
        for (const Position& row : account.positions)
            if (row.instrument.value == k)
                here = static_cast<i128>(row.lots) * static_cast<i128>(listing.lot_e18);
        if (venues_[0].position(account.id, listing.name) != here)
            fail_with("a position at the venue is not the hub's");
    }
}

}  // namespace ballast::engine::testing
