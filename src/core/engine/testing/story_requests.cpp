// SPDX-License-Identifier: Apache-2.0
// What people and feeds send: prices, trades, withdrawals, and things that make no sense.
#include <ballast/engine/testing/world.hpp>

#include "story.hpp"

namespace ballast::engine::testing {
namespace {
constexpr std::uint64_t parties = 50;
constexpr std::array<std::int64_t, 3> usual_e8{3'000'00000000, 1'00000000, 60'000'00000000};
constexpr std::int64_t dollar_low_e8 = 90'000'000;
constexpr std::int64_t dollar_high_e8 = 105'000'000;
}  // namespace

AccountId Story::anyone()
{
    const std::uint64_t which = below(400);
    if (which == 0) return state_.genesis.fund;
    if (which == 1) return state_.genesis.treasury;
    const std::uint64_t number = 1 + below(one_in(2) ? parties : crowd_);
    if (number == 49) return AccountId::of_owner(account_number(7).owner(), 1);  // one owner, two
    AccountId out = account_number(number);
    if (number == 50) out.value.bytes[21] = 1;  // a contract wallet
    return out;
}

void Story::move_prices()
{
    const bool is_sudden = one_in(120);
    const bool is_fast = is_sudden || one_in(25);
    for (std::size_t i = 0; i < prices_e8_.size(); ++i)
    {
        std::int64_t& price = prices_e8_[i];
        const std::int64_t ppm = i == 1 ? static_cast<std::int64_t>(below(801)) - 400
                                        : static_cast<std::int64_t>(below(6'001)) - 3'000;
        price += price / 1'000'000 * ppm;
        const std::uint64_t most = (is_sudden ? 31U : is_fast ? 7U : 1U) / (i == 1 ? 4U : 1U);
        const auto percent = static_cast<std::int64_t>(below(most + 1));
        // What is low rises, so that there is always something to lose.
        const bool is_rise = one_in(3) || (price < usual_e8[i] / 3 && !one_in(4));
        price += (is_rise ? percent : -percent) * (price / 100);
    }
    clamp_prices();
    if (options_.has_dated && one_in(200)) return gap_price();
    send_prices(is_fast ? 7 : 1 + below(7),
                one_in(20) ? static_cast<std::int64_t>(below(90)) - 5 : 0);
}

void Story::clamp_prices()
{
    for (std::size_t i = 0; i < prices_e8_.size(); ++i)
        prices_e8_[i] =
            i == 1 ? std::clamp(prices_e8_[i], dollar_low_e8, dollar_high_e8)
                   : std::clamp(prices_e8_[i], usual_e8[i] / lowest_share_, 10 * usual_e8[i]);
}

void Story::send_prices(std::uint64_t feeds_mask, std::int64_t age_s)
{
    UpdatePrices update;
    for (std::size_t i = 0; i < prices_e8_.size(); ++i)
    {
        if ((feeds_mask & ~silent_feeds_ & (1ULL << i)) == 0) continue;
        const auto conf = static_cast<std::int64_t>(
            below(static_cast<std::uint64_t>(prices_e8_[i]) / (one_in(10) ? 50 : 1'000)));
        update.prices.push_back(
            {state_.genesis.feeds[i].id, prices_e8_[i], conf, now_ms_ / 1000 - age_s});
    }
    apply(std::move(update));
}

/// A part of what the account's margin bears, at least one lot, seldom more than it bears.
i128 Story::bearable_lots(const AccountId& account, std::uint64_t instrument)
{
    const auto index = state_.find_account(account);
    const risk::InstrumentRisk& terms = state_.risk.instruments[instrument];
    if (!index || terms.mark_e8 == 0) return 1;
    const i128 tradable =
        risk::margin_totals(state_.accounts[index->value], state_.risk, now_ms_).tradable();
    // What an option asks for follows the index rather than its own price.
    const std::int64_t index_e8 =
        state_.feeds[state_.registry.instruments[instrument].feed].price_e8;
    const i128 price_e8 =
        is_dated(instrument) ? std::max(terms.mark_e8, index_e8 / 2) : terms.mark_e8;
    const i128 lot_usd_e6 = price_e8 * terms.lot_num / terms.lot_den;
    // A perpetual alone costs more than a quarter of its notional under scenarios.
    const i128 initial_ppm = state_.risk.scenarios ? 280'000 : terms.initial_ppm;
    const i128 most =
        std::max<i128>(0, tradable) * risk::one_ppm / initial_ppm / std::max<i128>(1, lot_usd_e6);
    return 1 + most * static_cast<i128>(below(105)) / 100;
}

RequestTrade Story::trade_request()
{
    const std::size_t k = any_instrument();
    const GenesisInstrument& listing = state_.genesis.instruments[k];
    const i128 lot = static_cast<i128>(listing.lot_e18);
    const auto now_s = static_cast<std::uint64_t>(now_ms_ / 1000);
    RequestTrade out{.chain = listing.chain, .venue = listing.venue};
    const AccountId account = anyone();
    i128 lots = one_in(3) ? static_cast<i128>(1 + below(1ULL << (4 + below(11))))
                          : bearable_lots(account, k);
    if (one_in(2)) lots = -lots;
    if (!quotes_.empty() && one_in(4))
        std::tie(out.quote, out.quote_digest) = quotes_[below(quotes_.size())];
    else
    {
        const std::int64_t mark = fair_price_e8(k);
        const std::int64_t off = static_cast<std::int64_t>(below(2'001)) - 1'000;
        const std::int64_t price =
            std::max<std::int64_t>(
                1, mark / 100'000 * (100'000 + (one_in(20) ? 3 * off : off)) / listing.tick_e8) *
            listing.tick_e8;
        out.quote = {anyone(),
                     listing.name,
                     -lots * lot * (one_in(3) ? 3 : 1),
                     static_cast<i128>(price) * pow10(10),
                     now_s + 5 + below(900),
                     next_nonce_};
        out.quote_digest = numbered(7, next_nonce_++);
        if (one_in(3)) quotes_.push_back({out.quote, out.quote_digest});
        if (quotes_.size() > 12) quotes_.erase(quotes_.begin());
    }
    if ((out.quote.quantity_e18 > 0) == (lots > 0)) lots = -lots;
    const GenesisInstrument& quoted = *std::ranges::find(
        state_.genesis.instruments, out.quote.instrument, &GenesisInstrument::name);
    out.accept = {account,
                  out.quote_digest,
                  lots * static_cast<i128>(quoted.lot_e18),
                  out.quote.price_e18 + (lots > 0 ? 1 : -1) * static_cast<i128>(below(2)),
                  now_s + 1 + below(900),
                  next_nonce_};
    out.accept_digest = numbered(8, next_nonce_++);
    return out;
}

void Story::trade()
{
    RequestTrade request = trade_request();
    if (one_in(3))  // somebody closes what he has
    {
        const Account& account = state_.accounts[below(state_.accounts.size())];
        for (const Position& row : account.positions)
        {
            const GenesisInstrument& listing = state_.genesis.instruments[row.instrument.value];
            if (row.lots == 0 || listing.name != request.quote.instrument) continue;
            const i128 quantity = -row.lots * static_cast<i128>(listing.lot_e18);
            if ((quantity > 0) == (request.quote.quantity_e18 > 0)) continue;
            request.accept.account = account.id;
            request.accept.quantity_e18 = quantity;
            request.accept.limit_price_e18 = request.quote.price_e18;
        }
    }
    if (one_in(40)) request.accept.nonce = below(next_nonce_);
    if (one_in(80)) request.accept.quantity_e18 += 1;
    if (one_in(80)) request.quote.quantity_e18 = -request.quote.quantity_e18;
    if (one_in(80)) request.accept.limit_price_e18 = -request.accept.limit_price_e18;
    if (one_in(80)) request.accept.deadline_s += 10'000;
    const TradeEvidence evidence{request.quote, request.quote_digest, request.accept,
                                 request.accept_digest};
    send_request(std::move(request), &evidence);
}

void Story::send_request(Command request, const TradeEvidence* evidence)
{
    Command copy = request;
    apply(std::move(request), {}, evidence);
    if (sink_.rejected() != RejectReason::None) return;
    if (approved_.size() < 40)
        approved_.push_back(std::move(copy));
    else
        approved_[below(approved_.size())] = std::move(copy);
}

/// What led to an order once leads to none again.
void Story::send_again()
{
    if (approved_.empty()) return;
    apply(Command{approved_[below(approved_.size())]});
    if (sink_.rejected() == RejectReason::None) fail_with("a request was approved twice");
}

void Story::withdraw()
{
    const TokenIndex token{static_cast<std::uint32_t>(below(state_.tokens.size()))};
    const GenesisToken& listing = state_.genesis.tokens[token.value];
    const AccountId account = anyone();
    u128 amount = 1 + below(1'000'000'000);
    if (const auto index = state_.find_account(account); index && !one_in(20))
        for (const Balance& row : state_.accounts[index->value].balances)
        {
            if (row.token != token) continue;
            const i128 whole = std::max<i128>(0, row.amount) + row.unrecognised;
            amount = static_cast<u128>(whole) / 100 * (1 + below(one_in(10) ? 130 : 60));
        }
    const auto now_s = static_cast<std::uint64_t>(now_ms_ / 1000);
    Address recipient = evm_address(70 + below(5));
    if (one_in(60)) recipient = one_in(2) ? Address{} : evm_address(11);
    std::uint64_t eip155 = 31338;
    for (const GenesisChain& chain : state_.genesis.chains)
        if (chain.id == listing.chain) eip155 = chain.eip155;
    RequestWithdrawal request{.withdraw = {.account = account,
                                           .eip155 = eip155,
                                           .token = listing.address,
                                           .amount = amount,
                                           .recipient = recipient,
                                           .issued_at_s = now_s,
                                           .deadline_s = now_s + 600,
                                           .nonce = next_nonce_++},
                              .digest = numbered(10, next_nonce_)};
    if (one_in(40)) request.withdraw.nonce = below(next_nonce_);
    if (one_in(80)) request.withdraw.deadline_s = now_s;
    if (one_in(80)) request.withdraw.issued_at_s += 100;
    if (one_in(80)) request.withdraw.eip155 = 1;
    send_request(std::move(request));
}

void Story::send_nonsense()
{
    ObserveChain command = contract(static_cast<std::uint32_t>(below(4))).head();
    Observation& message = command.observation;
    message.sequence = 1;
    switch (below(5))
    {
        case 0:
            message.contract = evm_address(100 + below(100));
            message.body = SetChanged{1};
            break;
        case 1:
            message.body = Provisional{anyone(), state_.genesis.tokens[0].address, 1, {}};
            break;
        case 2:
            message.contract = evm_address(13);
            message.chain = beta;
            message.body = Locked{anyone(), state_.genesis.tokens[2].address, 1'000'000, {}};
            break;
        case 3:
            message.contract = evm_address(11);
            message.chain = alpha;
            message.body = LiquidatorOpted{anyone(), true};
            break;
        default:
            return apply(OpenDeployment{state_.genesis});
    }
    now_ms_ -= one_in(4) ? 1'000 : 0;  // a clock that goes back
    apply(std::move(command));
    now_ms_ = std::max(now_ms_, state_.counters.time_ms);
}

}  // namespace ballast::engine::testing
