// SPDX-License-Identifier: Apache-2.0
// Step g: what was bought in step d expires. The hub settles every holder at the time-weighted
// index by book entry and orders SETTLE; the venue takes the value, its SETTLED comes back, and
// nobody trades in it any more. What must hold is recomputed from the prices that the hub told.
#include <ballast/base/hex.hpp>
#include <ballast/demo/index_average.hpp>
#include <ballast/demo/quote_taking.hpp>
#include <ballast/domain/instrument_terms.hpp>
#include <ballast/env/clock.hpp>
#include <ballast/env/entropy.hpp>
#include <ballast/numeric/mul_div.hpp>

#include "account_tables.hpp"
#include "step.hpp"
#include "trading.hpp"

namespace ballast::demo {
namespace {
namespace abi = wire::abi;
namespace json = boost::json;

constexpr std::int64_t window_ms = 1'800'000;  // docs/margin.md, Expiry
constexpr i128 e10 = 10'000'000'000;
constexpr i128 e18 = 1'000'000'000'000'000'000;
constexpr std::uint64_t quote_life_s = 60;
constexpr unsigned first_records = 50;

/// What the hub has told of the market since the start.
struct Told
{
    std::vector<IndexPoint> index;
    json::value over;                  ///< InstrumentExpired, with its time
    std::vector<json::value> holders;  ///< data of PositionExpired
    json::value confirmed;             ///< SettlementConfirmed, with its sequence
};

Answer<void> hear(Stage& stage, Story& story, Told& told)
{
    const std::string feed = to_hex_0x(stage.genesis.instruments.front().feed.view());
    for (TimedEvent& timed : story.market->take())
    {
        const json::value& event = timed.event;
        const std::string kind = text_at(event, "event");
        const bool is_ours = text_at(event, "data.instrument") == stage.script.expiry.instrument;
        if (kind == "PriceAccepted" && text_at(event, "data.feed") == feed)
        {
            BALLAST_TRY(const i128 time_ms, integer_at(event, "time_ms"));
            BALLAST_TRY(const i128 index_e8, integer_at(event, "data.price_e8"));
            told.index.push_back(
                {static_cast<std::int64_t>(time_ms), static_cast<std::int64_t>(index_e8)});
        }
        else if (kind == "PositionExpired" && is_ours)
            told.holders.push_back(*find(event, "data"));
        else if (kind == "InstrumentExpired" && is_ours)
            told.over = std::move(timed.event);
        else if (kind == "SettlementConfirmed" && is_ours)
            told.confirmed = std::move(timed.event);
    }
    return {};
}

/// Hears until the hub has said `wanted`.
Answer<void> wait_until_told(Stage& stage, Story& story, Told& told,
                             const json::value Told::* wanted, std::string_view what,
                             std::chrono::milliseconds timeout)
{
    const auto heard = stage.wait_for<bool>(what, timeout, [&]() -> Answer<std::optional<bool>> {
        if (story.market->is_closed())
            return failure("the hub closed the subscription to its events");
        BALLAST_CHECK(hear(stage, story, told));
        return (told.*wanted).is_null() ? std::nullopt : std::optional{true};
    });
    if (!heard) return fail(heard.error());
    return {};
}

/// The moment of the journal's first prices, which were there before anybody could subscribe. Until
/// step c the path stands still: they are those of the first event.
Answer<std::int64_t> first_price_ms(Stage& stage)
{
    BALLAST_TRY(const auto page,
                stage.hub().read("/v1/journal?from=0&limit=" + std::to_string(first_records)));
    for (const json::value& record : items_at(page, "records"))
        if (text_at(record, "command") == "UpdatePrices")
        {
            BALLAST_TRY(const i128 time_ms, integer_at(record, "time_ms"));
            return static_cast<std::int64_t>(time_ms);
        }
    return failure("the journal's first records hold no prices");
}

Answer<InstrumentTerms> terms_of(const Stage& stage)
{
    const auto name = InstrumentName::parse(stage.script.expiry.instrument);
    const auto terms = name ? parse_terms(*name) : fail(TermsError::Shape);
    if (!terms) return failure(stage.script.expiry.instrument + " names no dated instrument");
    return *terms;
}

/// The index that it settled by, and what one of it came to.
Answer<void> check_value(Stage& stage, StepLog& log, Told& told)
{
    if (told.index.empty()) return failure("the hub told no price before the expiry");
    BALLAST_TRY(const InstrumentTerms terms, terms_of(stage));
    BALLAST_TRY(told.index.front().time_ms, first_price_ms(stage));
    const std::int64_t end_ms = terms.expiry_s * 1'000;
    const auto own = average_index(told.index, {.begin_ms = end_ms - window_ms, .end_ms = end_ms});
    BALLAST_TRY(const i128 index_e8, integer_at(told.over, "data.index_e8"));
    BALLAST_TRY(const i128 value_e8, integer_at(told.over, "data.value_e8"));
    log.fact("time-weighted index", text_at(told.over, "data.index"));
    log.fact("the index itself, now", to_decimal_scaled(told.index.back().index_e8, 8));
    log.fact("value of one", text_at(told.over, "data.value"));
    log.check(own && *own == index_e8,
              "recomputed from the prices that the hub told, the time-weighted index is the same "
              "to the last digit");
    log.check(value_e8 == std::max<i128>(0, index_e8 - terms.strike_e8),
              "a call comes to what that is above its strike");
    return {};
}

/// All settlement tokens of an account, millionths of a dollar.
Answer<i128> dollars_of(Stage& stage, const AccountId& account)
{
    BALLAST_TRY(const auto view, stage.hub().account(account));
    i128 out = 0;
    for (const json::value& row : items_at(view, "balances"))
        if (text_at(row, "asset") == "USDC")
        {
            BALLAST_TRY(const i128 amount, integer_at(row, "amount"));
            out += amount;
        }
    return out;
}

/// What each holder got, against what he had bought or sold it for.
Answer<void> check_payments(Stage& stage, const Story& story, StepLog& log, const Told& told,
                            i128 dollars_before)
{
    Table table{.columns = {"holder", "held", "entry", "value", "paid (USD)"}};
    BALLAST_TRY(const i128 value_e8, integer_at(told.over, "data.value_e8"));
    bool are_right = told.holders.size() == 2;
    i128 writers = 0;
    for (const json::value& holder : told.holders)
    {
        BALLAST_TRY(const i128 quantity_e18, integer_at(holder, "quantity_e18"));
        BALLAST_TRY(const i128 realised_e6, integer_at(holder, "realised_usd_e6"));
        const bool is_writer =
            text_at(holder, "account") == to_hex_0x(writers_account(stage).value.view());
        if (is_writer) writers = realised_e6;
        const i128 bought_e18 = stage.script.expiry.size_e18 * (is_writer ? 1 : -1);
        const i128 gain_e8 = value_e8 - story.soon_price_e18 / e10;
        are_right = are_right && quantity_e18 == bought_e18 &&
                    realised_e6 == div_floor(quantity_e18 * gain_e8, 100 * e18);
        const std::string who = is_writer ? "the trader, second account" : "the maker";
        table.rows.push_back({who, shown(quantity_e18, 18), shown(story.soon_price_e18, 18),
                              shown(value_e8, 8), shown(realised_e6, 6)});
        log.number(who + " was paid (USD)", json::string{to_decimal_scaled(realised_e6, 6)});
    }
    stage.screen.table(table);
    log.check(are_right, "each holder was paid value less entry, by book entry");
    BALLAST_TRY(const i128 dollars_after, dollars_of(stage, writers_account(stage)));
    BALLAST_TRY(const auto view, stage.hub().account(writers_account(stage)));
    bool is_gone = true;
    for (const json::value& row : items_at(view, "positions"))
        is_gone = is_gone && text_at(row, "instrument") != stage.script.expiry.instrument;
    log.check(is_gone && dollars_after - dollars_before == writers,
              "the account holds none of it any more, and so much USDC more");
    return {};
}

/// The order, the transaction that brought it, and what the venue stores.
Answer<void> check_venue(Stage& stage, StepLog& log, const Told& told)
{
    const std::string order_id = text_at(told.over, "data.order");
    BALLAST_TRY(const auto order,
                wait_for_order(stage, order_id, "Executed", stage.script.patience.finality));
    const auto hash = parse_hex_fixed<32>(text_at(order, "transaction"));
    if (!hash) return failure("the hub names no transaction for SETTLE");
    BALLAST_TRY(const auto receipt, stage.b->chain.receipt(*hash));
    if (!receipt) return failure("the node of B has no receipt of the relayer's transaction");
    log.transaction("SETTLE, order " + order_id, stage.b->chain.name(), included(*receipt));
    const Bytes20 venue = stage.b->contracts.venue;
    const InstrumentName name = *InstrumentName::parse(stage.script.expiry.instrument);
    BALLAST_TRY(const StoredSettlement stored,
                stored_settlement(stage.b->chain, stage.artifacts, venue, name));
    BALLAST_TRY(const i128 value_e8, integer_at(told.over, "data.value_e8"));
    log.fact("the venue's storage",
             std::string{stored.is_settled ? "settled" : "not settled"} + " at " +
                 to_decimal_scaled(stored.price_e18, 18),
             to_decimal_scaled(stored.price_e18, 18));
    log.check(stored.is_settled && stored.price_e18 == value_e8 * e10,
              "the venue's storage on B says settled, at the same price");
    BALLAST_TRY(const i128 left, stage.b->chain.ask(venue, "positions(bytes32,bytes32)",
                                                    {abi::word(writers_account(stage).value),
                                                     abi::word(name.value)}));
    log.check(left == 0, "nobody holds any of it there");
    return {};
}

Answer<void> check_journal(Stage& stage, StepLog& log, const Told& told)
{
    const std::string sequence = text_at(told.confirmed, "sequence");
    BALLAST_TRY(const auto page, stage.hub().read("/v1/journal?from=" + sequence + "&limit=1"));
    log.fact("SETTLED in the hub's journal", "record " + sequence, sequence);
    log.check(text_at(page, "records.0.subject") == "Settled" &&
                  text_at(told.confirmed, "data.order") == text_at(told.over, "data.order"),
              "the guardians saw it, and it ended the order");
    return {};
}

/// Maker and trader still want to: both sign, and the hub says no.
Answer<void> trade_afterwards(Stage& stage, StepLog& log)
{
    BALLAST_TRY(const auto instruments, stage.hub().read("/v1/instruments"));
    BALLAST_TRY(const Listing listing, find_listing(instruments, stage.script.expiry.instrument));
    const Quote wanted{
        .maker = stage.cast.maker_account(),
        .instrument = listing.name,
        .quantity_e18 = -stage.script.expiry.size_e18,
        .price_e18 = listing.mark_e8 / listing.tick_e8 * listing.tick_e8 * e10,
        .expiry_s = static_cast<std::uint64_t>(env::SystemClock{}.now_ms() / 1'000) + quote_life_s,
        .nonce = env::SystemEntropy{}.number()};
    const SignedTrade trade = accept_quote(listing, sign_quote(listing, wanted, stage.cast.maker),
                                           {.account = writers_account(stage),
                                            .quantity_e18 = stage.script.expiry.size_e18,
                                            .slip_ppm = stage.script.slip_ppm},
                                           stage.cast.trader);
    BALLAST_TRY(const HubAnswer answer, stage.hub().post("/v1/trades", trade_request(trade)));
    const std::string code = text_at(answer.body, "error.code");
    log.fact("a trade in it now",
             "status " + std::to_string(answer.status) + ", " + answer.refusal(), code);
    log.check(!answer.is_ok() && code == "InstrumentOver", "it is refused by its name");
    return {};
}
}  // namespace

Answer<void> play_expiry(Stage& stage, Story& story, StepLog& log)
{
    log.fact("expires", stage.script.expiry.instrument);
    BALLAST_TRY(const i128 dollars_before, dollars_of(stage, writers_account(stage)));
    Told told;
    const std::chrono::seconds life{stage.script.expiry.after_s};
    BALLAST_CHECK(wait_until_told(stage, story, told, &Told::over, "the instrument expires",
                                  life + stage.script.patience.start));
    BALLAST_CHECK(check_value(stage, log, told));
    BALLAST_CHECK(check_payments(stage, story, log, told, dollars_before));
    BALLAST_CHECK(wait_until_told(stage, story, told, &Told::confirmed,
                                  "SETTLE is certified, relayed and reported",
                                  stage.script.patience.finality));
    BALLAST_CHECK(check_venue(stage, log, told));
    BALLAST_CHECK(check_journal(stage, log, told));
    story.market.reset();
    return trade_afterwards(stage, log);
}

}  // namespace ballast::demo
