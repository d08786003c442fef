// SPDX-License-Identifier: Apache-2.0
// Quotes and accepts.
#include "trading.hpp"

#include <ballast/demo/quote_taking.hpp>

namespace ballast::demo {
namespace {
namespace json = boost::json;

constexpr std::uint64_t writers_subaccount = 1;

Answer<Listing> read_listing(Stage& stage, const Wish& wish)
{
    BALLAST_TRY(const auto instruments, stage.hub().read("/v1/instruments"));
    return find_listing(instruments,
                        wish.instrument.empty() ? stage.script.instrument : wish.instrument);
}
}  // namespace

AccountId writers_account(const Stage& stage)
{
    return AccountId::of_owner(crypto::address_of(stage.cast.trader), writers_subaccount);
}

Answer<json::value> trader_view(Stage& stage)
{
    return stage.hub().account(stage.cast.trader_account());
}

Answer<SignedTrade> prepare_trade(Stage& stage, const Wish& wish)
{
    BALLAST_TRY(const Listing listing, read_listing(stage, wish));
    BALLAST_TRY(
        const SignedQuote quote,
        stage.wait_for<SignedQuote>("a quote of the maker", stage.script.patience.start, [&] {
            return best_quote(stage.hub(), listing, wish.quantity_e18);
        }));
    SignedTrade out = accept_quote(listing, quote,
                                   {.account = wish.account.value_or(stage.cast.trader_account()),
                                    .quantity_e18 = wish.quantity_e18,
                                    .slip_ppm = stage.script.slip_ppm},
                                   stage.cast.trader);
    out.relay = wish.relay;
    return out;
}

Answer<Posted> post_trade(Stage& stage, const Wish& wish)
{
    Posted out;
    BALLAST_TRY(out.trade, prepare_trade(stage, wish));
    BALLAST_TRY(out.answer, stage.hub().post("/v1/trades", trade_request(out.trade)));
    return out;
}

Answer<i128> stored_position(Stage& stage, const AccountId& account, const std::string& instrument)
{
    const Bytes32 slot =
        position_slot(stage.artifacts, account, *InstrumentName::parse(instrument));
    BALLAST_TRY(const Bytes32 word, stage.b->chain.storage_word(stage.b->contracts.venue, slot));
    const auto position = wire::abi::to_signed_number(word);
    if (!position) return failure("the venue's storage holds no position");
    return *position;
}

Answer<json::value> wait_for_order(Stage& stage, const std::string& order_id,
                                   std::string_view stage_name, std::chrono::milliseconds timeout)
{
    const std::string what = "order " + order_id + " is " + std::string{stage_name};
    return stage.wait_for<json::value>(what, timeout, [&]() -> Answer<std::optional<json::value>> {
        BALLAST_TRY(auto order, stage.hub().read("/v1/orders/" + order_id));
        if (text_at(order, "stage") == stage_name) return order;
        return std::nullopt;
    });
}

}  // namespace ballast::demo
