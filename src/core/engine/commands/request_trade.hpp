// SPDX-License-Identifier: Apache-2.0
// A taker accepted a maker's quote: the checks, the reservation of both sides, and the PERMIT.
// Source: docs/margin.md §4.
#pragma once
#include <ballast/base/limits.hpp>
#include <ballast/engine/books.hpp>
#include <ballast/engine/next_look.hpp>
#include <ballast/risk/account_scenarios.hpp>

namespace ballast::engine {

/// How much older than the command a venue's block may be and still execute the permit.
inline constexpr std::uint64_t permit_lead_s = 15;

/// A trade request with its references resolved.
struct Trade
{
    std::uint32_t contract{};
    InstrumentIndex instrument;
    AccountIndex account;
    AccountIndex maker;
    std::int64_t lots{};          ///< the account's sign
    std::int64_t lots_offered{};  ///< the quote's size
    std::int64_t price_e8{};
};

struct Refusal
{
    RejectReason reason{};
    AccountId account;
    i128 missing_usd_e6{};
    u128 missing_units{};
};

/// Nothing, or why not.
using Verdict = std::optional<Refusal>;

inline constexpr i128 magnitude_lots(i128 lots) { return lots < 0 ? -lots : lots; }
inline constexpr std::int64_t magnitude_lots(std::int64_t lots) { return lots < 0 ? -lots : lots; }

/// True when a position can have this many lots.
inline bool is_position_size(i128 lots)
{
    return magnitude_lots(lots) < static_cast<i128>(1) << limits::lots_bits;
}

/// Resolves ids, and checks what needs no state beyond genesis: size, side, tick and limit.
template <class S>
Result<Trade, Refusal> resolve_trade(const S& state, const RequestTrade& command)
{
    const Quote& quote = command.quote;
    const Accept& accept = command.accept;
    const auto refuse = [](RejectReason reason) { return fail(Refusal{.reason = reason}); };
    Trade out;
    const auto contract = state.registry.contract(command.chain, command.venue);
    if (!contract || state.genesis.contracts[*contract].kind != ContractKind::Venue)
        return refuse(RejectReason::UnknownContract);
    const auto instrument = state.registry.instrument(*contract, quote.instrument);
    if (!instrument) return refuse(RejectReason::UnknownInstrument);
    const auto account = state.find_account(accept.account);
    if (!account) return fail(Refusal{RejectReason::UnknownAccount, accept.account});
    const auto maker = state.find_account(quote.maker);
    if (!maker) return fail(Refusal{RejectReason::UnknownAccount, quote.maker});
    if (accept.account.owner() == quote.maker.owner()) return refuse(RejectReason::SameParty);
    if (accept.account.home_chain().value != 0 || quote.maker.home_chain().value != 0)
        return refuse(RejectReason::HomeChainUnsupported);
    if (accept.quote_digest != command.quote_digest) return refuse(RejectReason::QuoteMismatch);

    const GenesisInstrument& listing = state.genesis.instruments[instrument->value];
    if (accept.quantity_e18 == 0 || quote.quantity_e18 == 0)
        return refuse(RejectReason::QuantityZero);
    if ((accept.quantity_e18 > 0) == (quote.quantity_e18 > 0))
        return refuse(RejectReason::SidesEqual);
    const i128 lot = static_cast<i128>(listing.lot_e18);
    const Division lots = divide(accept.quantity_e18, lot);
    const Division offered = divide(quote.quantity_e18, lot);
    if (lots.remainder != 0 || offered.remainder != 0) return refuse(RejectReason::QuantityOffLot);
    if (!is_position_size(lots.quotient) || !is_position_size(offered.quotient))
        return refuse(RejectReason::QuantityTooLarge);

    if (quote.price_e18 <= 0) return refuse(RejectReason::PriceOffTick);
    const Division price_e8 = divide(quote.price_e18, pow10(10));
    if (price_e8.remainder != 0 || divide(price_e8.quotient, listing.tick_e8).remainder != 0)
        return refuse(RejectReason::PriceOffTick);
    if (quote.price_e18 > pow10(27)) return refuse(RejectReason::PriceOutOfBand);  // a billion USD
    const bool buying = lots.quotient > 0;
    if (buying ? quote.price_e18 > accept.limit_price_e18
               : quote.price_e18 < accept.limit_price_e18)
        return refuse(RejectReason::PriceBeyondLimit);
    out.contract = *contract;
    out.instrument = *instrument;
    out.account = *account;
    out.maker = *maker;
    out.lots = static_cast<std::int64_t>(lots.quotient);
    out.lots_offered = magnitude_lots(static_cast<std::int64_t>(offered.quotient));
    out.price_e8 = static_cast<std::int64_t>(price_e8.quotient);
    return out;
}

/// Deadlines, nonces, what is left of the quote.
template <class S>
Verdict check_freshness(const S& state, const RequestTrade& command, const Trade& trade)
{
    const auto now_s = static_cast<std::uint64_t>(state.counters.time_ms / 1000);
    const auto latest_s = now_s + static_cast<std::uint64_t>(limits::request_life_ms_max / 1000);
    const Quote& quote = command.quote;
    const Accept& accept = command.accept;
    if (quote.expiry_s <= now_s) return Refusal{RejectReason::Expired, quote.maker};
    if (accept.deadline_s <= now_s) return Refusal{RejectReason::Expired, accept.account};
    if (quote.expiry_s > latest_s) return Refusal{RejectReason::DeadlineTooFar, quote.maker};
    if (accept.deadline_s > latest_s) return Refusal{RejectReason::DeadlineTooFar, accept.account};
    if (state.nonces.contains(SignerNonce{accept.account.owner(), accept.nonce}))
        return Refusal{RejectReason::NonceUsed, accept.account};
    const QuoteUse* use = state.find_quote({quote.maker.owner(), quote.nonce});
    std::int64_t used = 0;
    if (use != nullptr)
    {
        if (use->digest != command.quote_digest)
            return Refusal{RejectReason::NonceUsed, quote.maker};
        used = use->lots_used;
    }
    if (used + magnitude_lots(trade.lots) > trade.lots_offered)
        return Refusal{RejectReason::QuoteExhausted, quote.maker};
    return {};
}

/// True when the trade only takes away from what the account holds, whatever its outstanding
/// permits do.
inline bool only_reduces(const Account& account, InstrumentIndex instrument, std::int64_t lots)
{
    const Position* position = find_row(account.positions, &Position::instrument, instrument);
    if (position == nullptr || position->lots == 0 || (position->lots > 0) == (lots > 0))
        return false;
    for (const PendingFill& fill : account.pending)
        if (fill.instrument == instrument) return false;
    return magnitude_lots(lots) <= magnitude_lots(position->lots);
}

/// As keeps_cushion, where the whole portfolio decides: what is reduced may have hedged the rest.
template <class S>
bool keeps_portfolio_cushion(const S& state, const Account& account, const Position& done)
{
    Account after = account;
    *find_row(after.positions, &Position::instrument, done.instrument) = done;
    const std::int64_t now_ms = state.counters.time_ms;
    return risk::margin_totals(after, state.risk, now_ms).cushion() >=
           risk::margin_totals(account, state.risk, now_ms).cushion();
}

/// True when E_MM - MM does not fall once a trade that only reduces is done: such a trade is always
/// allowed. Margined by itself, the position's own term decides.
template <class S>
bool keeps_cushion(const S& state, const Account& account, const Trade& trade, std::int64_t lots)
{
    const Position* held = find_row(account.positions, &Position::instrument, trade.instrument);
    const risk::InstrumentRisk& terms = state.risk.instruments[trade.instrument.value];
    Position done = *held;
    done.lots += lots;
    done.entry += static_cast<i128>(lots) * terms.booked_e8(trade.price_e8);
    if (state.risk.scenarios) return keeps_portfolio_cushion(state, account, done);
    const auto cushion = [&](const Position& position) {
        return risk::position_term(position, account.pending, terms, state.counters.time_ms)
            .cushion();
    };
    return cushion(done) >= cushion(*held);
}

/// True while a position of the account is on its way to a liquidator: the venue's epoch will move
/// on, and no permit of now could be sure to execute.
template <class S>
bool is_being_transferred(const S& state, AccountIndex account)
{
    if (state.watched.empty()) return false;
    const auto at = state.watched.find(account);
    return at != state.watched.end() && at->second.transfers > 0;
}

/// One side's limits and margin after the trade's worst case. `reduces` tells whether it may skip
/// what guards new risk; `measured` gets what was measured where it may not.
template <class S>
Verdict check_side(const S& state, AccountIndex index, const Trade& trade, std::int64_t lots,
                   bool reduces, std::optional<risk::InitialMargin>& measured)
{
    const Account& account = state.accounts[index.value];
    const GenesisInstrument& listing = state.genesis.instruments[trade.instrument.value];
    if (account.pending.size() >= limits::account_permits)
        return Refusal{RejectReason::TooManyPending, account.id};
    if (is_being_transferred(state, index)) return Refusal{RejectReason::InLiquidation, account.id};
    if (account.positions.size() >= limits::account_positions)
        return Refusal{RejectReason::TooManyPending, account.id};

    const PendingFill extra{
        .instrument = trade.instrument, .lots = lots, .price_e8 = trade.price_e8};
    if (reduces && keeps_cushion(state, account, trade, lots)) return {};
    if (risk::underlying_lots(account, &extra, trade.instrument, state.risk) >
        limits::underlying_lots)
        return Refusal{RejectReason::AccountLimit, account.id};
    const risk::InitialMargin margin =
        risk::initial_margin_with(account, extra, state.risk, state.counters.time_ms);
    if (margin.stale) return Refusal{RejectReason::PriceStale, account.id};
    if (margin.lots_worst > listing.lots_account_max)
        return Refusal{RejectReason::AccountLimit, account.id};
    if (margin.debt_usd_e6 > state.genesis.debt_account_usd_e6)
        return Refusal{RejectReason::DebtLimit, account.id,
                       margin.debt_usd_e6 - state.genesis.debt_account_usd_e6};
    // Who owes nothing may go on when all together owe too much.
    if (margin.debt_usd_e6 > 0 && state.counters.debt_usd_e6 > state.genesis.debt_pool_usd_e6)
        return Refusal{RejectReason::DebtLimit, account.id,
                       state.counters.debt_usd_e6 - state.genesis.debt_pool_usd_e6};
    for (const LineCharge& charge : account.line_charges)
        if (state.chains[charge.chain].line_used_usd_e6 >
            state.genesis.chains[charge.chain].line_usd_e6)
            return Refusal{RejectReason::LineExhausted, account.id};
    if (margin.tradable_usd_e6 < 0)
        return Refusal{RejectReason::InsufficientMargin, account.id, -margin.tradable_usd_e6};
    measured = margin;
    return {};
}

/// What discounts and price bands are parts of: the mark, of an option at least a tenth of the
/// index, because its own price says little of what it costs to be rid of it.
template <class S>
i128 priced_on_e8(const S& state, InstrumentIndex instrument)
{
    const InstrumentInfo& info = state.registry.instruments[instrument.value];
    const i128 mark = state.risk.instruments[instrument.value].mark_e8;
    if (info.terms.kind != InstrumentKind::Option) return mark;
    return std::max<i128>(mark, state.feeds[info.feed].price_e8 / 10);
}

/// Market-wide checks: a mark, its band, open interest, the venue's breaker.
template <class S>
Verdict check_market(const S& state, const Trade& trade, bool reduces)
{
    const GenesisInstrument& listing = state.genesis.instruments[trade.instrument.value];
    const InstrumentState& book = state.instruments[trade.instrument.value];
    const std::int64_t expiry_s = state.registry.instruments[trade.instrument.value].expiry_s;
    if (expiry_s != 0 && state.counters.time_ms / 1000 >= expiry_s - 1)
        return Refusal{.reason = RejectReason::InstrumentOver};
    const i128 mark = state.risk.instruments[trade.instrument.value].mark_e8;
    if (mark == 0 || (state.risk.scenarios && !state.risk.scenarios->is_priced(trade.instrument)))
        return Refusal{.reason = RejectReason::PriceMissing};
    const i128 distance = trade.price_e8 > mark ? trade.price_e8 - mark : mark - trade.price_e8;
    if (distance * risk::one_ppm > priced_on_e8(state, trade.instrument) * listing.band_ppm)
        return Refusal{.reason = RejectReason::PriceOutOfBand};
    if (reduces) return {};
    if (state.contracts[trade.contract].status != RouteStatus::Green)
        return Refusal{.reason = RejectReason::BreakerTripped};
    if (book.lots_long + book.lots_pending + magnitude_lots(trade.lots) > listing.lots_open_max)
        return Refusal{.reason = RejectReason::OpenInterestLimit};
    return {};
}

template <class S>
std::uint64_t epoch_of(const S& state, AccountIndex account, std::uint32_t contract)
{
    const VenueEpoch* row =
        find_row(state.accounts[account.value].epochs, &VenueEpoch::contract, contract);
    return row == nullptr ? 0 : row->epoch;
}

/// An order as its contract will see it: a function of the reservation alone, so that to re-send is
/// to send the same.
template <class S, class Outstanding>
Order order_around(const S& state, const Outstanding& reserved, OrderBody body)
{
    const GenesisContract& contract = state.genesis.contracts[reserved.contract];
    const std::uint32_t chain = state.registry.contract_chain[reserved.contract];
    return Order{.id = reserved.order,
                 .deployment = state.genesis.deployment_id,
                 .chain = contract.chain,
                 .eip155 = state.genesis.chains[chain].eip155,
                 .contract = contract.address,
                 .timestamp_s = reserved.issued_s,
                 .not_before_s = reserved.not_before_s,
                 .expiry_s = reserved.expiry_s,
                 .body = std::move(body)};
}

/// The PERMIT of a reservation.
template <class S>
Order order_of(const S& state, const OutstandingPermit& permit)
{
    const GenesisInstrument& listing = state.genesis.instruments[permit.instrument.value];
    return order_around(
        state, permit,
        Permit{.account = state.accounts[permit.account.value].id,
               .maker = state.accounts[permit.maker.value].id,
               .quote_digest = permit.quote_digest,
               .instrument = listing.name,
               .quantity_e18 = static_cast<i128>(permit.lots) * static_cast<i128>(listing.lot_e18),
               .limit_price_e18 = permit.limit_price_e18,
               .account_epoch = permit.account_epoch,
               .maker_epoch = permit.maker_epoch,
               .flags = permit.flags});
}

/// A block may be older than the command by so much.
inline std::uint64_t not_before(std::uint64_t issued_s)
{
    return issued_s > permit_lead_s ? issued_s - permit_lead_s : 0;
}

/// From the command to the expiry of orders to a contract, other than permits.
template <class S>
std::uint64_t order_life_s(const S& state, std::uint32_t contract)
{
    return static_cast<std::uint64_t>(state.genesis.contracts[contract].order_life_ms / 1000);
}

/// What checking the two sides measured; nothing for a side that only reduces.
struct Measured
{
    std::optional<risk::InitialMargin> account;
    std::optional<risk::InitialMargin> maker;
};

/// The check has just seen that the side is above its limits by what is tradable: it is not looked
/// at again before prices have moved that away.
template <class S>
void schedule_side(S& state, AccountIndex index, const std::optional<risk::InitialMargin>& measured)
{
    const bool is_watched = !state.watched.empty() && state.watched.contains(index);
    if (!measured || is_watched) return state.checks.mark(index);
    schedule_look(state, index,
                  {.room = measured->tradable_usd_e6,
                   .gross_settlement = measured->gross_settlement,
                   .gross_market = measured->gross_market,
                   .rows = measured->rows,
                   .rounding = measured->rounding,
                   .with_every_price = measured->with_every_price});
}

template <class S>
void reserve_side(S& state, AccountIndex index, const OutstandingPermit& permit, std::int64_t lots,
                  const std::optional<risk::InitialMargin>& measured)
{
    Account& account = state.accounts[index.value];
    row_for(account.positions, &Position::instrument, permit.instrument);
    account.pending.push_back({permit.order, permit.instrument, lots, permit.price_e8});
    touch(state, index);
    schedule_side(state, index, measured);
}

/// A permit ends before its instrument does: what executes after that is another thing.
template <class S>
std::uint64_t permit_expiry_s(const S& state, InstrumentIndex instrument, std::uint64_t now_s)
{
    const auto life_s = static_cast<std::uint64_t>(state.genesis.permit_life_ms / 1000);
    const std::int64_t expiry_s = state.registry.instruments[instrument.value].expiry_s;
    if (expiry_s == 0) return now_s + life_s;
    return std::min(now_s + life_s, static_cast<std::uint64_t>(expiry_s) - 1);
}

template <class S>
void issue_permit(S& state, const RequestTrade& command, const Trade& trade, bool reduce_only,
                  const Measured& measured, OutcomeSink& sink)
{
    const auto now_s = static_cast<std::uint64_t>(state.counters.time_ms / 1000);
    OutstandingPermit permit{.order = {state.counters.next_order++},
                             .sequence = state.counters.sequence,
                             .contract = trade.contract,
                             .account = trade.account,
                             .maker = trade.maker,
                             .instrument = trade.instrument,
                             .lots = trade.lots,
                             .price_e8 = trade.price_e8,
                             .limit_price_e18 = command.accept.limit_price_e18,
                             .quote_digest = command.quote_digest,
                             .quote_nonce = command.quote.nonce,
                             .issued_s = now_s,
                             .not_before_s = not_before(now_s),
                             .expiry_s = permit_expiry_s(state, trade.instrument, now_s),
                             .account_epoch = epoch_of(state, trade.account, trade.contract),
                             .maker_epoch = epoch_of(state, trade.maker, trade.contract),
                             .flags = reduce_only ? permit_reduce_only : std::uint8_t{0}};
    reserve_side(state, trade.account, permit, trade.lots, measured.account);
    reserve_side(state, trade.maker, permit, -trade.lots, measured.maker);
    state.instruments[trade.instrument.value].lots_pending += magnitude_lots(trade.lots);

    const SignerNonce key{command.quote.maker.owner(), command.quote.nonce};
    const std::uint64_t expiry_s = command.quote.expiry_s;
    const auto [place, fresh] = state.quote_places.emplace(key, QuotePlace{expiry_s, 0});
    if (fresh)
        place->second.index =
            state.quotes_by_expiry.append(expiry_s, {.key = key, .digest = command.quote_digest});
    state.quotes_by_expiry.at(place->second.expiry_s, place->second.index).lots_used +=
        magnitude_lots(trade.lots);

    state.permit_queue[trade.contract].push_back(permit.order);
    sink.orders.push_back(order_of(state, permit));
    sink.say<PermitIssued>(permit.order, command.accept.account, command.quote.maker,
                           command.quote.instrument, command.accept.quantity_e18,
                           permit.limit_price_e18, permit.expiry_s, command.relay);
    state.permits.emplace(permit.order, permit);
}

template <class S>
Verdict check_trade(const S& state, const Trade& trade, bool account_reduces, bool maker_reduces,
                    Measured& measured)
{
    if (auto refusal = check_market(state, trade, account_reduces && maker_reduces)) return refusal;
    if (auto refusal =
            check_side(state, trade.account, trade, trade.lots, account_reduces, measured.account))
        return refusal;
    return check_side(state, trade.maker, trade, -trade.lots, maker_reduces, measured.maker);
}

template <class S>
void apply_request_trade(S& state, const RequestTrade& command, OutcomeSink& sink)
{
    const auto refuse = [&](const Refusal& r) {
        sink.events.push_back(CommandRejected{r.reason, r.account, r.missing_usd_e6});
    };
    const auto trade = resolve_trade(state, command);
    if (!trade) return refuse(trade.error());
    if (const auto refusal = check_freshness(state, command, *trade)) return refuse(*refusal);

    // From here on the request is used up, whatever becomes of it.
    use_nonce(state, {command.accept.account.owner(), command.accept.nonce},
              command.accept.deadline_s);

    const bool account_reduces =
        only_reduces(state.accounts[trade->account.value], trade->instrument, trade->lots);
    const bool maker_reduces =
        only_reduces(state.accounts[trade->maker.value], trade->instrument, -trade->lots);
    Measured measured;
    if (const auto refusal = check_trade(state, *trade, account_reduces, maker_reduces, measured))
        return refuse(*refusal);
    issue_permit(state, command, *trade, account_reduces, measured, sink);
}

}  // namespace ballast::engine
