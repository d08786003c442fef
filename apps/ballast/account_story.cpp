// SPDX-License-Identifier: Apache-2.0
// Events as sentences.
#include "account_story.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ballast/api/event_stream.hpp>
#include <ballast/base/hex.hpp>

namespace ballast::app {
namespace {
/// Whose story it is, and where names and decimals are found.
struct Teller
{
    const AccountId& self;
    const engine::State& state;

    [[nodiscard]] std::string usd(i128 usd_e6) const
    {
        return cut(to_decimal_scaled(usd_e6, 6), 2) + " USD";
    }
    /// Up to `digits` places; a journal's own numbers are in `dump`.
    [[nodiscard]] static std::string cut(std::string text, std::size_t digits)
    {
        if (const auto point = text.find('.'); point != std::string::npos)
            text.resize(std::min(text.size(), point + 1 + digits));
        return text;
    }
    [[nodiscard]] std::string chain(ChainId id) const
    {
        const auto row = state.registry.chain(id);
        return row ? state.genesis.chains[*row].name : "chain " + std::to_string(id.value);
    }
    [[nodiscard]] std::string tokens(ChainId where, const Address& token, u128 amount) const
    {
        const auto row = state.registry.token(where, token);
        if (!row) return to_decimal(amount) + " units of an unlisted token";
        const GenesisToken& listing = state.genesis.tokens[row->value];
        return cut(to_decimal_scaled(static_cast<i128>(amount), listing.decimals), 6) + " " +
               listing.asset;
    }
    [[nodiscard]] static std::string base(i128 quantity_e18)
    {
        return cut(to_decimal_scaled(quantity_e18 < 0 ? -quantity_e18 : quantity_e18, 18), 6);
    }
    [[nodiscard]] static std::string price(i128 price_e18)
    {
        return cut(to_decimal_scaled(price_e18, 18), 2);
    }
    [[nodiscard]] std::string who(const AccountId& id) const
    {
        if (id == self) return "this account";
        if (id == state.genesis.fund) return "the insurance fund";
        if (id == state.genesis.treasury) return "the treasury";
        return "account " + to_hex_0x(id.owner().view()).substr(0, 10) + "…";
    }

    std::string operator()(const CommandRejected& e) const
    {
        std::string out = "a request was refused: " + std::string{describe(e.reason)};
        if (e.missing_usd_e6 != 0) out += "; " + usd(e.missing_usd_e6) + " were missing";
        return out;
    }
    std::string operator()(const DepositBooked& e) const
    {
        std::string out = tokens(e.chain, e.token, e.recognised + e.unrecognised) +
                          " were locked on " + chain(e.chain);
        if (e.unrecognised > 0)
            out += ", of which " + tokens(e.chain, e.token, e.unrecognised) +
                   " do not count and only go back to their depositor";
        return out;
    }
    std::string operator()(const PermitIssued& e) const
    {
        const bool buys = (e.quantity_e18 > 0) == (e.account == self);
        return fmt::format(
            "order {}: a permit to {} {} {}, against {}; reserved until it fills or "
            "lapses",
            e.order.value, buys ? "buy" : "sell", base(e.quantity_e18), e.instrument.text(),
            who(e.account == self ? e.maker : e.account));
    }
    std::string operator()(const TradeFilled& e) const
    {
        const bool is_taker = e.account == self;
        const bool buys = (e.quantity_e18 > 0) == is_taker;
        const i128 realised = is_taker ? e.realised_account_usd_e6 : e.realised_maker_usd_e6;
        std::string out =
            fmt::format("order {}: {} {} {} at {}", e.order.value, buys ? "bought" : "sold",
                        base(e.quantity_e18), e.instrument.text(), price(e.price_e18));
        if (realised != 0) out += ", which realised " + usd(realised);
        return out;
    }
    std::string operator()(const OrderClosed& e) const
    {
        return fmt::format("order {} {}: what it reserved is free again", e.order.value,
                           e.how == OrderEnd::Lapsed ? "lapsed, proven by a HEAD" : "was voided");
    }
    std::string operator()(const WithdrawalApproved& e) const
    {
        return fmt::format("order {}: a withdrawal of {} from {} was approved and counts out",
                           e.order.value, tokens(e.chain, e.token, e.amount), chain(e.chain));
    }
    std::string operator()(const WithdrawalPaid& e) const
    {
        return fmt::format("order {}: the vault on {} {} {}", e.order.value, chain(e.chain),
                           e.claimable ? "keeps for its recipient" : "paid",
                           tokens(e.chain, e.token, e.amount));
    }
    std::string operator()(const WithdrawalCancelled& e) const
    {
        return fmt::format("order {}: the withdrawal {} is to be voided first", e.order.value,
                           e.target.value);
    }
    std::string operator()(const DebtChanged& e) const
    {
        return "it owes " + usd(e.debt_usd_e6) + (e.over_cap ? ", above the cap" : "");
    }
    std::string operator()(const LiquidatorChanged& e) const
    {
        return std::string{e.opted ? "joined" : "left"} + " the liquidators of the venue on " +
               chain(e.chain);
    }
    std::string operator()(const PositionExpired& e) const
    {
        const bool is_loss = e.realised_usd_e6 < 0;
        return fmt::format("{} expired: what it held of it, {} {}, was settled at {}, which {} {}",
                           e.instrument.text(), base(e.quantity_e18),
                           e.quantity_e18 < 0 ? "short" : "long",
                           usd(static_cast<i128>(e.value_e8) / 100), is_loss ? "cost" : "paid",
                           usd(is_loss ? -e.realised_usd_e6 : e.realised_usd_e6));
    }
    std::string operator()(const MarginCalled& e) const
    {
        return "margin call: E_IM is " + usd(e.missing_usd_e6) + " below IM; " +
               usd(e.cushion_usd_e6) + " are left above MM";
    }
    std::string operator()(const MarginCallMet&) const { return "the margin call is met"; }
    std::string operator()(const LiquidationTriggered& e) const
    {
        return fmt::format(
            "liquidation {}: E_MM {} was below MM {} at the instants {} and {}; {} of every "
            "position goes{}",
            e.liquidation.value, usd(e.equity_maintenance_usd_e6), usd(e.maintenance_usd_e6),
            utc(e.first_instant_ms).substr(11), utc(e.instant_ms).substr(11),
            cut(to_decimal_scaled(e.fraction_ppm, 4), 2) + " %",
            e.deleverages ? " against opposing accounts, because nobody else can bear the loss"
                          : "");
    }
    std::string operator()(const TransferOrdered& e) const
    {
        return fmt::format("order {}: {} {} of {} go to {} at {}", e.order.value,
                           base(e.quantity_e18), e.instrument.text(), who(e.account), who(e.to),
                           price(e.price_e18));
    }
    std::string operator()(const CollateralClaimed& e) const
    {
        return fmt::format("order {}: {} bought {} of {} on {} for {} (at the index {})",
                           e.order.value, who(e.buyer), tokens(e.chain, e.token, e.amount),
                           who(e.account), chain(e.chain), usd(e.proceeds_usd_e6),
                           usd(e.value_usd_e6));
    }
    std::string operator()(const PositionTransferred& e) const
    {
        const i128 realised = e.account == self ? e.realised_account_usd_e6 : e.realised_to_usd_e6;
        return fmt::format("order {}: the venue moved {} {} from {} to {}, which realised {}",
                           e.order.value, base(e.quantity_e18), e.instrument.text(), who(e.account),
                           who(e.to), usd(realised));
    }
    std::string operator()(const ClaimPaid& e) const
    {
        return fmt::format("order {}: the vault on {} {} {}", e.order.value, chain(e.chain),
                           e.claimable ? "keeps for the buyer" : "paid the buyer",
                           tokens(e.chain, e.token, e.amount));
    }
    std::string operator()(const LiquidationSettled& e) const
    {
        return fmt::format("liquidation {} is settled: proceeds {}, slippage across chains {}",
                           e.liquidation.value, usd(e.proceeds_usd_e6), usd(e.slippage_usd_e6));
    }
    std::string operator()(const ShortfallCovered& e) const
    {
        return "nothing is left to claim: the insurance fund paid " + usd(e.paid_usd_e6) +
               (e.left_usd_e6 > 0 ? "; " + usd(e.left_usd_e6) + " stay open" : "");
    }
    std::string operator()(const LiquidationStalled& e) const
    {
        return "it is to be liquidated and cannot be: " + std::string{describe(e.reason)} +
               "; tried again at " + utc(e.retry_ms).substr(11);
    }
    /// Events that name no account.
    template <class Other>
    std::string operator()(const Other&) const
    {
        return {};
    }
};

std::string margin_sentence(const Teller& teller, const Account& account)
{
    const auto totals =
        risk::margin_totals(account, teller.state.risk, teller.state.counters.time_ms);
    return fmt::format("equity {}, E_IM {} against IM {}, E_MM {} against MM {}",
                       teller.usd(totals.equity), teller.usd(totals.equity_initial),
                       teller.usd(totals.initial), teller.usd(totals.equity_maintenance),
                       teller.usd(totals.maintenance));
}
}  // namespace

std::string utc(std::int64_t time_ms)
{
    const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{time_ms}};
    return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:03}",
                       std::chrono::time_point_cast<std::chrono::seconds>(time), time_ms % 1'000);
}

std::vector<StoryLine> tell(const AccountId& account, const pipeline::CommandOutcome& outcome,
                            const engine::State& state)
{
    std::vector<StoryLine> out;
    const Teller teller{account, state};
    for (const Event& event : outcome.events)
    {
        const auto concerned = api::accounts_of(event);
        if (std::ranges::find(concerned, account) == concerned.end()) continue;
        std::string sentence = std::visit(teller, event);
        if (!sentence.empty())
            out.push_back({outcome.sequence, outcome.time_ms, std::string{name_of(event)},
                           std::move(sentence), false});
    }
    if (out.empty()) return out;
    if (const auto row = state.find_account(account))
        out.push_back({outcome.sequence, outcome.time_ms, "",
                       margin_sentence(teller, state.accounts[row->value]), true});
    return out;
}

}  // namespace ballast::app
