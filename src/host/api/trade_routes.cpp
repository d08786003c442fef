// SPDX-License-Identifier: Apache-2.0
// Trades and quotes.
#include "trade_routes.hpp"

#include <array>
#include <ballast/api/query.hpp>
#include <ballast/api/request_checks.hpp>
#include <ballast/api/signed_requests.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/wire/eip712.hpp>

namespace ballast::api {
namespace {
namespace json = boost::json;
using WeakContext = std::weak_ptr<ApiContext>;

/// The trade, if it is worth the pipeline's time.
ApiResult<SignedTrade> checked_trade(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(check_post(context, request.http));
    BALLAST_CHECK(check_quorum(context));
    BALLAST_TRY(const SignedTrade trade, read_signed_trade(request.http.body));
    const auto look = [&](const pipeline::Replica& replica) -> ApiResult<Listing> {
        BALLAST_CHECK(check_known(replica.state(), trade.accept.account, "accept.account"));
        BALLAST_CHECK(check_known(replica.state(), trade.quote.maker, "quote.maker"));
        return find_listing(replica.state(), trade.chain, trade.venue, trade.quote);
    };
    BALLAST_TRY(const Listing listing, context.pipeline.read(look));
    // Signatures come before the account's bucket: nobody else can empty it.
    BALLAST_CHECK(check_trade_signatures(trade, listing.eip155));
    BALLAST_CHECK(check_account_rate(context, trade.accept.account));
    return trade;
}

/// 504 once the quorum is late; the permit may still be signed.
void answer_late(ApiContext& context, OrderId order)
{
    auto found = context.waiting.extract(order);
    if (!found) return;
    ApiError late{.status = 504,
                  .code = "NotCertifiedYet",
                  .sentence =
                      "the permit is in the journal, but the guardians' quorum has not "
                      "signed it in time: ask for the order again"};
    late.more["order_id"] = to_json(order);
    late.more["sequence"] = to_json(found.mapped().sequence);
    late.more["expiry_s"] = to_json(found.mapped().expiry_s);
    found.mapped().reply(late);
}

/// What became of the trade is not known before the next term has sequenced it again.
ApiError term_lost(const WaitingPermit& permit)
{
    ApiError out = unavailable(
        "Stopped",
        "the hub's term ended before the guardians' quorum signed the permit: the trade is "
        "sequenced anew in the next one, and may get another order; look at the account's pending "
        "orders before trading again");
    out.more["sequence"] = to_json(permit.sequence);
    return out;
}

void answer_signed(ApiContext& context, const SignedOrder& signed_order)
{
    auto found = context.waiting.extract(signed_order.order);
    if (!found) return;
    WaitingPermit& permit = found.mapped();
    context.metrics.observe_permit_ms(context.services.clock().monotonic_ms() - permit.started_ms);
    json::object out;
    out["order_id"] = to_json(signed_order.order);
    out["permit_vaa"] = to_json(signed_order.vaa);
    out["expiry_s"] = to_json(permit.expiry_s);
    out["sequence"] = to_json(permit.sequence);
    out["certified"] = true;
    permit.reply(json_response(out));
}

/// Waits for the quorum's signatures on the permit.
void wait_for_signatures(const ContextPtr& context, const Order& order, WaitingPermit permit)
{
    const OrderId id = order.id;
    const WeakContext weak = context;
    permit.deadline = std::make_unique<net::Timer>(context->io);
    permit.deadline->start(context->settings.permit_wait, [weak, id] {
        if (const auto locked = weak.lock()) answer_late(*locked, id);
    });
    context->waiting.insert_or_assign(id, std::move(permit));
    // The hub may call from any of its threads; the loop outlives them.
    context->services.when_signed(id, [weak, &io = context->io](const SignedOrder& signed_order) {
        io.post([weak, signed_order] {
            if (const auto locked = weak.lock()) answer_signed(*locked, signed_order);
        });
    });
}

void answer_outcome(const ContextPtr& context, const SignedTrade& trade,
                    pipeline::SubmitResult result, WaitingPermit permit)
{
    if (!result) return permit.reply(not_taken(result.error()));
    permit.sequence = result->sequence;
    if (const CommandRejected* rejected = result->refusal())
    {
        ApiError error = refused(*rejected, trade.quote.maker);
        error.more["sequence"] = to_json(result->sequence);
        return permit.reply(error);
    }
    if (result->orders.empty())
        return permit.reply(ApiError{.status = 500,
                                     .code = "NoPermit",
                                     .sentence = "the trade was accepted without a permit"});
    // What the margin check ordered on the way stands before the permit.
    permit.expiry_s = result->orders.back().expiry_s;
    wait_for_signatures(context, result->orders.back(), std::move(permit));
}

json::object quote_json(const BoardQuote& entry, const engine::State& state)
{
    json::object out;
    out["digest"] = to_json(entry.digest);
    out["chain"] = to_json(entry.chain);
    out["venue"] = to_json(entry.venue);
    auto quote = to_json(entry.quote, JsonStyle::Exact).as_object();
    quote["signature"] = to_json(wire::encode_wallet_signature(entry.signature));
    out["quote"] = std::move(quote);
    out["price"] = to_decimal_scaled(entry.quote.price_e18, 18);
    i128 used_e18 = 0;
    if (const auto* use = state.find_quote({entry.quote.maker.owner(), entry.quote.nonce}))
    {
        const auto contract = state.registry.contract(entry.chain, entry.venue);
        const auto row = state.registry.instrument(*contract, entry.quote.instrument);
        used_e18 = static_cast<i128>(use->lots_used) *
                   static_cast<i128>(state.genesis.instruments[row->value].lot_e18);
    }
    const i128 left_e18 = entry.quote.quantity_e18 > 0 ? entry.quote.quantity_e18 - used_e18
                                                       : entry.quote.quantity_e18 + used_e18;
    out["left_e18"] = to_json(left_e18);
    out["left"] = to_decimal_scaled(left_e18, 18);
    return out;
}

std::optional<ApiError> board_error(PostOutcome outcome)
{
    switch (outcome)
    {
        case PostOutcome::Posted:
        case PostOutcome::AlreadyThere:
            return {};
        case PostOutcome::NonceUsed: {
            ApiError error = refusal(RejectReason::NonceUsed, "quote.nonce");
            error.status = 409;
            return error;
        }
        case PostOutcome::BoardFull:
            return unavailable("BoardFull",
                               "the quote board is full: try again when quotes expired");
        case PostOutcome::MakerFull:
            break;
    }
    return ApiError{.status = 429,
                    .code = "TooManyQuotes",
                    .sentence = "this maker has too many unexpired quotes",
                    .field = "quote.maker",
                    .retry_after_s = 1};
}
}  // namespace

void answer_term_lost(ApiContext& context)
{
    for (auto& [order, permit] : std::exchange(context.waiting, {}))
        permit.reply(term_lost(permit));
}

void post_trade(const ContextPtr& context, const RouteRequest& request, Reply reply)
{
    const std::int64_t started_ms = context->services.clock().monotonic_ms();
    auto trade = checked_trade(*context, request);
    if (!trade) return reply(trade.error());

    Bytes evidence = codec::encoded(*trade);
    const auto permit = std::make_shared<WaitingPermit>(
        WaitingPermit{.reply = std::move(reply), .started_ms = started_ms});
    // The pipeline answers on a thread of its own; everything here belongs to the loop.
    context->pipeline.submit(
        EvidenceKind::Trade, std::move(evidence),
        [weak = WeakContext{context}, &io = context->io, permit,
         trade = std::move(*trade)](pipeline::SubmitResult result) {
            io.post([weak, permit, trade, result = std::move(result)]() mutable {
                if (const auto locked = weak.lock())
                    answer_outcome(locked, trade, std::move(result), std::move(*permit));
            });
        });
}

ApiResult<net::HttpResponse> post_quote(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(check_post(context, request.http));
    BALLAST_TRY(BoardQuote quote, read_signed_quote(request.http.body));
    const auto look = [&](const pipeline::Replica& replica) -> ApiResult<Listing> {
        BALLAST_CHECK(check_known(replica.state(), quote.quote.maker, "quote.maker"));
        return find_listing(replica.state(), quote.chain, quote.venue, quote.quote);
    };
    BALLAST_TRY(const Listing listing, context.pipeline.read(look));
    const std::int64_t now_ms = context.now_ms();
    BALLAST_CHECK(check_quote_terms(quote.quote, listing, now_ms));
    BALLAST_TRY(quote.digest, check_quote_signature(quote.quote, quote.signature,
                                                    wire::venue_domain(listing.eip155, quote.venue),
                                                    "quote.signature"));
    BALLAST_CHECK(check_account_rate(context, quote.quote.maker));
    const PostOutcome outcome = context.board.post(quote, now_ms);
    if (auto error = board_error(outcome)) return fail(std::move(*error));

    json::object out;
    out["quote_digest"] = to_json(quote.digest);
    out["expiry_s"] = to_json(quote.quote.expiry_s);
    net::HttpResponse response = json_response(out);
    response.status = outcome == PostOutcome::Posted ? 201 : 200;
    return response;
}

ApiResult<net::HttpResponse> get_quotes(ApiContext& context, const RouteRequest& request)
{
    static constexpr std::array<std::string_view, 1> names = {"instrument"};
    BALLAST_TRY(const Query query, Query::parse(request.http.query(), names));
    const auto text = query.find("instrument");
    const auto instrument = InstrumentName::parse(text.value_or(""));
    if (!instrument)
        return fail(bad_field({"instrument", "expected an instrument's name, e.g. ETH-PERP"}));
    const std::int64_t now_ms = context.now_ms();
    const std::vector<BoardQuote> buys = context.board.side(*instrument, true, now_ms);
    const std::vector<BoardQuote> sells = context.board.side(*instrument, false, now_ms);
    json::object out;
    out["instrument"] = to_json(*instrument);
    context.pipeline.read([&](const pipeline::Replica& replica) {
        const auto show = [&](const std::vector<BoardQuote>& side) {
            json::array entries;
            for (const BoardQuote& quote : side)
                entries.push_back(quote_json(quote, replica.state()));
            return entries;
        };
        out["makers_buy"] = show(buys);
        out["makers_sell"] = show(sells);
    });
    return json_response(out);
}

}  // namespace ballast::api
