// SPDX-License-Identifier: Apache-2.0
// A small deployment for tests and benchmarks: two chains, two vaults, one venue, ETH and USDC, and
// verbs that apply the command a sentence needs. Not used by the product.
#pragma once
#include <ballast/engine/apply.hpp>
#include <ballast/engine/invariants.hpp>

namespace ballast::engine::testing {

/// 10^18 and 10^6: the units of WETH and USDC.
inline constexpr i128 ether = 1'000'000'000'000'000'000;
inline constexpr i128 dollar = 1'000'000;

[[nodiscard]] Bytes32 numbered(std::uint8_t kind, std::uint64_t number);
[[nodiscard]] Address evm_address(std::uint64_t number);
[[nodiscard]] AccountId account_number(std::uint64_t number);

inline constexpr ChainId alpha{1};
inline constexpr ChainId beta{2};
/// The rows of the test genesis.
inline constexpr TokenIndex weth_alpha{0};
inline constexpr TokenIndex usdc_alpha{1};
inline constexpr TokenIndex usdc_beta{2};
inline constexpr InstrumentIndex eth_perp{0};
inline constexpr std::int64_t start_ms = 1'800'000'000'000;

/// Two chains (31337, 31338), a vault on each, a venue on beta; WETH and USDC on alpha, USDC on
/// beta; ETH-PERP in lots of 0.001 with 10 % initial and 5 % maintenance.
[[nodiscard]] Genesis test_genesis();

/// Margins portfolios from now on: every feed but the settlement asset's is an underlying, all of
/// them majors; one messenger carries between all chains.
void margin_portfolios(Genesis& genesis);

/// A state that plays its own sequencer.
struct World
{
    State state;
    OutcomeSink sink;
    std::uint64_t next_sequence{};
    std::int64_t now_ms{start_ms};
    std::uint64_t nonce{1};
    std::vector<std::uint64_t> event_nonces;  ///< by contract row
    std::uint64_t next_block{100};
    bool recounts{true};  ///< the invariants, after every command

    explicit World(Genesis genesis = test_genesis());

    /// Applies a command at the present time, leaving only its own outcome in `sink`; invariants
    /// must hold after it.
    RejectReason apply(Command command);
    RejectReason price(std::string_view feed, std::int64_t price_e8, std::int64_t conf_e8 = 0);
    RejectReason deposit(const AccountId& account, TokenIndex token, i128 amount);
    /// Lots with the account's sign, at a price in USD e8.
    RequestTrade trade_request(const AccountId& account, const AccountId& maker, std::int64_t lots,
                               std::int64_t price_e8);
    RejectReason trade(const AccountId& account, const AccountId& maker, std::int64_t lots,
                       std::int64_t price_e8);
    /// A request of the present second, with a nonce of its own.
    RequestWithdrawal withdrawal_request(const AccountId& account, TokenIndex token, i128 amount,
                                         const Address& recipient = evm_address(77));
    RejectReason withdraw(const AccountId& account, TokenIndex token, i128 amount,
                          const Address& recipient = evm_address(77));
    /// The vault's report of an outstanding release.
    [[nodiscard]] Observation release_report(OrderId order,
                                             ReleaseOutcome how = ReleaseOutcome::Paid);
    RejectReason pay(OrderId order, ReleaseOutcome how = ReleaseOutcome::Paid);
    /// The venue's report of an outstanding permit.
    [[nodiscard]] Observation fill_report(OrderId order);
    RejectReason fill(OrderId order);
    RejectReason head(std::uint32_t contract, std::uint64_t time_s);
    /// An account joins or leaves the venue's liquidators.
    RejectReason opt(const AccountId& account, bool opted = true);
    /// The venue's report of an outstanding transfer, of `lots` of it.
    [[nodiscard]] ObserveChain transfer_report(OrderId order, std::int64_t lots);
    /// The venue moved all of it.
    RejectReason transfer(OrderId order);
    /// Time passes to `time_ms`, shown by a HEAD that lapses nothing.
    RejectReason pass_to(std::int64_t time_ms);
    /// The observation in its contract's next place, as a command.
    [[nodiscard]] ObserveChain next_event(std::uint32_t contract, ObservationBody body);
    [[nodiscard]] OrderId last_order() const { return {state.counters.next_order - 1}; }
    [[nodiscard]] const Account& account(const AccountId& id) const;
    [[nodiscard]] risk::MarginTotals margin(const AccountId& id) const;
    template <class E>
    [[nodiscard]] const E* event() const
    {
        for (const Event& e : sink.events)
            if (const E* found = std::get_if<E>(&e)) return found;
        return nullptr;
    }
};

}  // namespace ballast::engine::testing
