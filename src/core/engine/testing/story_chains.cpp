// SPDX-License-Identifier: Apache-2.0
// What happens on the chains, and how the hub hears of it: late, twice, early, contradicting.
#include <ballast/engine/refresh.hpp>
#include <ballast/engine/testing/world.hpp>

#include "story.hpp"

namespace ballast::engine::testing {
namespace {
constexpr std::uint32_t contracts_count = 4;
constexpr std::uint32_t venue_row = 2;

constexpr std::size_t vault_of(std::uint32_t row) { return row > venue_row ? row - 1 : row; }
}  // namespace

ContractModel& Story::contract(std::uint32_t row)
{
    if (row == venue_row) return venues_[0];
    return vaults_[vault_of(row)];
}

void Story::pass_chains_to(std::uint64_t time_s)
{
    for (std::uint32_t row = 0; row < contracts_count; ++row)
    {
        if (is_halted(row)) continue;
        // Chains run a little behind the hub's clock or before it; the contracts of one together.
        const std::uint64_t skew = row == venue_row ? 9 : below(20);
        contract(row).pass_to(row == venue_row ? contract(1).time_s() : time_s + 6 - skew);
    }
}

/// A chain that makes no blocks executes nothing and has no HEADs.
bool Story::is_halted(std::uint32_t row) const
{
    return now_ms_ < halted_until_ms_[state_.genesis.contracts[row].chain.value - 1U];
}

void Story::act_on_chain()
{
    pass_chains_to(static_cast<std::uint64_t>(now_ms_ / 1000));
    if (one_in(9)) deposit();
    if (one_in(150)) opt();
    if (one_in(5))
    {
        const auto row = static_cast<std::uint32_t>(below(contracts_count));
        if (!is_halted(row)) heads_.emplace_back(row, contract(row).head());
        if (heads_.size() > 40) heads_.erase(heads_.begin());
    }
    if (one_in(3'000)) misbehave();
    if (one_in(6))
    {
        const std::size_t chain = below(vaults_.size());
        VaultModel& vault = vaults_[chain];
        if (!vault.queued().empty() && now_ms_ >= halted_until_ms_[chain])
            tally_.count(
                vault.pay_queued(vault.queued()[below(vault.queued().size())], !one_in(5)));
    }
    for (std::uint64_t i = below(3); i > 0 && !sent_.empty(); --i) submit(below(sent_.size()));
}

void Story::deposit()
{
    const TokenIndex token{static_cast<std::uint32_t>(below(state_.tokens.size()))};
    const GenesisToken& listing = state_.genesis.tokens[token.value];
    // From a cent to some ten thousand dollars, now and then with dust.
    static constexpr std::array<std::int64_t, 4> unit_per_dollar{3'000, 1, 1, 60'000};
    const i128 usd_e6 = static_cast<i128>(below(1ULL << (10 + below(27))));
    i128 amount = usd_e6 * pow10(listing.decimals) / (unit_per_dollar[token.value] * dollar);
    if (one_in(2)) amount += static_cast<i128>(below(1'000'000));
    if (amount == 0) amount = 1;
    const AccountId account = one_in(300) ? state_.genesis.fund : anyone();
    deposit(account, token, static_cast<u128>(amount));
}

void Story::deposit(const AccountId& account, TokenIndex token, u128 amount)
{
    const GenesisToken& listing = state_.genesis.tokens[token.value];
    VaultModel& vault = vaults_[listing.chain.value - 1U];
    if (now_ms_ < halted_until_ms_[listing.chain.value - 1U]) return;
    const Address unlisted = evm_address(99);
    vault.deposit(Locked{account, one_in(200) ? unlisted : listing.address, amount,
                         evm_address(70 + below(5))});
}

void Story::opt()
{
    // Some come and go, the fund stays.
    const AccountId account = account_number(1 + below(12));
    if (is_halted(venue_row)) return;
    tally_.count(venues_[0].set_liquidator(account, !one_in(3)));
}

void Story::misbehave()
{
    if (std::any_of(halted_until_ms_.begin(), halted_until_ms_.end(),
                    [&](std::int64_t until_ms) { return now_ms_ < until_ms; }))
        return;
    ++tally_.seen.rogue_events;
    const GenesisToken& listing = state_.genesis.tokens[below(state_.tokens.size())];
    const OrderId order{1 + below(state_.counters.next_order + 3)};
    if (one_in(2))
        return vaults_[listing.chain.value - 1U].leak({order, listing.address,
                                                       1 + below(1'000'000'000), evm_address(1),
                                                       ReleaseOutcome::Paid});
    if (one_in(2))
        return venues_[0].lie(Filled{.order = order,
                                     .account = anyone(),
                                     .maker = anyone(),
                                     .quantity_e18 = 1,
                                     .price_e18 = 1});
    if (one_in(2))
        return venues_[0].lie(
            Settled{order, state_.genesis.instruments[below(state_.instruments.size())].name, 1});
    venues_[0].lie(Transferred{.order = order,
                               .account = anyone(),
                               .to = anyone(),
                               .instrument = state_.genesis.instruments[0].name,
                               .quantity_e18 = static_cast<i128>(ether),
                               .price_e18 = 1});
}

ChainAnswer Story::submit(const SentOrder& sent)
{
    const Order& order = sent.order;
    if (std::holds_alternative<Permit>(order.body))
        return venues_[0].execute_trade(order, sent.evidence);
    if (order.contract == state_.genesis.contracts[venue_row].address)
        return venues_[0].submit(order);
    return vaults_[order.chain.value - 1U].submit(order, !one_in(5));
}

void Story::submit(std::size_t place)
{
    SentOrder& sent = sent_[place];
    if (now_ms_ < halted_until_ms_[sent.order.chain.value - 1U]) return;
    const auto forget = [&] {
        std::swap(sent_[place], sent_.back());
        sent_.pop_back();
    };
    if (one_in(25)) return forget();  // nobody ever submits it
    ContractModel& at = sent.order.contract == state_.genesis.contracts[venue_row].address
                            ? static_cast<ContractModel&>(venues_[0])
                            : vaults_[sent.order.chain.value - 1U];
    const ChainAnswer answer = submit(sent);
    tally_.count(answer);
    if (is_hubs_fault(answer))
        fail_with("order " + std::to_string(sent.order.id.value) + " can never execute, answer " +
                  std::to_string(static_cast<int>(answer)));
    if (answer == ChainAnswer::OrderExpired && one_in(2)) tally_.count(at.void_order(sent.order));
    const bool is_over =
        answer == ChainAnswer::OrderExpired || (answer == ChainAnswer::OrderUsed && sent.is_done);
    sent.is_done = sent.is_done || answer == ChainAnswer::Done || answer == ChainAnswer::Queued ||
                   answer == ChainAnswer::OrderUsed;
    // What is done is presented once more in one case of four.
    if (is_over || (sent.is_done && !one_in(4))) forget();
}

std::size_t Story::backlog(std::uint32_t row)
{
    return contract(row).log().size() - state_.contracts[row].event_nonce;
}

void Story::report()
{
    const auto row = static_cast<std::uint32_t>(below(contracts_count));
    const std::uint64_t how = below(1'000);
    if (how == 0) return contradict(row);
    if (how < 30) return report_again(row);
    if (how < 60) return report_early(row);
    // Those with most to tell are heard a little more often.
    std::uint32_t fullest = row;
    for (std::uint32_t other = 0; other < contracts_count && !one_in(3); ++other)
        if (backlog(other) > backlog(fullest)) fullest = other;
    report_next(fullest);
}

void Story::report_next(std::uint32_t row)
{
    if (backlog(row) == 0) return;
    const LoggedEvent event = contract(row).log()[state_.contracts[row].event_nonce];
    if (const auto* moved = std::get_if<Transferred>(&event.report.observation.body))
        if (const auto at = state_.transfers.find(moved->order); at != state_.transfers.end())
        {
            const GenesisInstrument& listing =
                state_.genesis.instruments[at->second.instrument.value];
            const i128 ordered =
                static_cast<i128>(at->second.lots) * static_cast<i128>(listing.lot_e18);
            if (moved->quantity_e18 != ordered) ++tally_.seen.transfers_clamped;
        }
    if (const auto* filled = std::get_if<Filled>(&event.report.observation.body))
        if (const auto at = state_.permits.find(filled->order);
            at != state_.permits.end() && settled_index_e8(state_, at->second.instrument) != 0)
            ++tally_.seen.late_fills;
    apply(event.report, {.is_truth = true, .may_trip = event.is_rogue});
}

void Story::report_again(std::uint32_t row)
{
    const std::uint64_t applied = state_.contracts[row].event_nonce;
    if (applied == 0) return;
    const std::uint64_t back = below(std::min<std::uint64_t>(applied, one_in(5) ? applied : 20));
    apply(contract(row).log()[applied - 1 - back].report);
}

void Story::report_early(std::uint32_t row)
{
    if (backlog(row) < 2) return;
    const std::uint64_t skipped = 1 + below(backlog(row) - 1);
    apply(contract(row).log()[state_.contracts[row].event_nonce + skipped].report);
}

void Story::contradict(std::uint32_t row)
{
    const std::uint64_t applied = state_.contracts[row].event_nonce;
    if (applied == 0) return;
    ObserveChain command =
        contract(row).log()[applied - 1 - below(std::min<std::uint64_t>(applied, 200))].report;
    command.digest = numbered(0x3F, next_nonce_++);
    command.observation.body = Voided{{below(1'000)}};
    ++tally_.seen.contradictions;
    apply(std::move(command), {.may_trip = true});
}

void Story::report_head()
{
    if (heads_.empty()) return;
    const std::size_t place = below(heads_.size());
    auto [row, command] = heads_[place];
    const bool is_told =
        std::get<Head>(command.observation.body).event_nonce <= state_.contracts[row].event_nonce;
    if (!is_told && !one_in(8)) return;
    if (is_told && !one_in(6)) heads_.erase(heads_.begin() + static_cast<std::ptrdiff_t>(place));
    if (one_in(200) && command.observation.block_number == state_.contracts[row].head_block)
    {
        command.digest = numbered(0x3F, next_nonce_++);
        ++tally_.seen.contradictions;
        return apply(std::move(command), {.may_trip = true});
    }
    apply(std::move(command));
}

}  // namespace ballast::engine::testing
