// SPDX-License-Identifier: Apache-2.0
// Which collateral pays for a loss, in which order, at what price, and who buys it. The buyer pays
// at the hub with settlement tokens; the vault pays the collateral out to him. Source:
// docs/margin.md §5.
#pragma once
#include <ballast/engine/liquidation/takers.hpp>
#include <span>

namespace ballast::engine {

/// Collateral that a buyer pays for.
struct ClaimLeg
{
    TokenIndex token;
    AccountIndex buyer;
    u128 amount{};
    i128 value_usd_e6{};     ///< at the index
    i128 proceeds_usd_e6{};  ///< at the index less the discount, rounded down
    bool by_fund{};          ///< paid out to the treasury, and charged to the chain's line
};

/// The copy of an account in `takers`, added when it is new.
template <class S>
Taker& taker_of(const S& state, AccountIndex index, std::vector<Taker>& takers)
{
    for (Taker& taker : takers)
        if (taker.index == index) return taker;
    takers.push_back({index, state.accounts[index.value]});
    return takers.back();
}

/// What one unit of 10^decimals is sold for, USD e8: the index less the asset's discount.
template <class S>
i128 sale_price_e8(const S& state, TokenIndex token)
{
    const GenesisAsset& asset = state.genesis.assets[state.registry.tokens[token.value].asset];
    return mul_div_down(state.risk.tokens[token.value].price_e8, risk::one_ppm - asset.discount_ppm,
                        risk::one_ppm);
}

/// Collateral can be sold where its price lives and its vault is believed.
template <class S>
bool can_sell(const S& state, const Balance& balance)
{
    const TokenInfo& info = state.registry.tokens[balance.token.value];
    const risk::TokenRisk& terms = state.risk.tokens[balance.token.value];
    return balance.amount > 0 && !info.settlement && sale_price_e8(state, balance.token) > 0 &&
           state.counters.time_ms <= terms.fresh_until_ms + risk::dead_after_ms &&
           state.contracts[state.registry.vault_by_chain[info.chain]].status == RouteStatus::Green;
}

/// What all of an account's collateral would bring, USD e6, whatever windows and buyers say.
template <class S>
i128 sellable_usd_e6(const S& state, const Account& account)
{
    i128 out = 0;
    for (const Balance& balance : account.balances)
        if (can_sell(state, balance))
            out += mul_div_down(balance.amount, sale_price_e8(state, balance.token),
                                state.risk.tokens[balance.token.value].unit);
    return out;
}

/// What an account still owes when all its collateral is sold, USD e6.
template <class S>
i128 deficit_usd_e6(const S& state, const Account& account, i128 needed_usd_e6)
{
    return std::max<i128>(0, needed_usd_e6 - sellable_usd_e6(state, account));
}

/// Takes `usd_e6` of settlement tokens from a copy of an account that has them, as a payment would.
template <class S>
void spend(const S& state, Account& account, i128 usd_e6)
{
    split_payment(state, account.balances, TokenIndex{}, usd_e6, [&](TokenIndex token, i128 units) {
        row_for(account.balances, &Balance::token, token).amount -= units;
    });
}

/// The collateral of an account in the order in which it is sold: lowest latency premium first,
/// ties to the lower token.
template <class S>
std::vector<Balance> in_order_of_sale(const S& state, const Account& account)
{
    std::vector<Balance> out;
    for (const Balance& balance : account.balances)
        if (can_sell(state, balance)) out.push_back(balance);
    const auto place = [&](const Balance& row) {
        const std::uint32_t chain = state.registry.tokens[row.token.value].chain;
        return std::pair{state.registry.premium_ppm[chain], row.token};
    };
    std::sort(out.begin(), out.end(),
              [&](const Balance& a, const Balance& b) { return place(a) < place(b); });
    return out;
}

/// What the vault can still pay of a token now: no more than it holds, and than one window lets
/// out.
template <class S>
i128 vault_room(const S& state, TokenIndex token)
{
    const TokenState& books = state.tokens[token.value];
    const GenesisToken& listing = state.genesis.tokens[token.value];
    return std::max<i128>(
        0, std::min(books.held(), static_cast<i128>(listing.outflow_max)) - books.in_flight);
}

/// What is left of the line of a chain for purchases of the fund, USD e6, beside those planned.
template <class S>
i128 line_room_usd_e6(const S& state, std::uint32_t chain, std::span<const ClaimLeg> planned)
{
    i128 out = state.genesis.chains[chain].line_usd_e6 - state.chains[chain].line_used_usd_e6;
    for (const ClaimLeg& leg : planned)
        if (leg.by_fund && state.registry.tokens[leg.token.value].chain == chain)
            out -= leg.proceeds_usd_e6;
    return out;
}

/// One sale to one buyer, at most `amount` units for at most `cash` USD e6, where his margin allows
/// it, beside what is `planned`; nothing when that is nothing.
template <class S>
std::optional<ClaimLeg> sell_to(const S& state, TokenIndex token, i128 amount, Taker& buyer,
                                i128 cash, std::span<const ClaimLeg> planned)
{
    const i128 price = sale_price_e8(state, token);
    const risk::TokenRisk& terms = state.risk.tokens[token.value];
    const i128 bought = std::min(amount, mul_div_down(cash, terms.unit, price));
    if (bought <= 0) return {};
    const i128 proceeds = mul_div_down(bought, price, terms.unit);
    if (proceeds <= 0) return {};
    Taker after = buyer;
    spend(state, after.account, proceeds);
    const bool is_fund = state.accounts[buyer.index.value].id == state.genesis.fund;
    if (!is_fund && !can_bear(state, after)) return {};
    if (is_fund &&
        proceeds > line_room_usd_e6(state, state.registry.tokens[token.value].chain, planned))
        return {};
    buyer = std::move(after);
    return ClaimLeg{.token = token,
                    .buyer = buyer.index,
                    .amount = static_cast<u128>(bought),
                    .value_usd_e6 = mul_div_down(bought, terms.price_e8, terms.unit),
                    .proceeds_usd_e6 = proceeds,
                    .by_fund = is_fund};
}

/// Who may buy: those who take positions over first, then the rotations of all venues, the fund
/// last.
template <class S>
std::vector<AccountIndex> buyers(const S& state, AccountIndex account,
                                 const std::vector<Taker>& takers)
{
    std::vector<AccountIndex> out;
    const auto fund = state.find_account(state.genesis.fund);
    const auto append = [&](AccountIndex index) {
        if (fund && index == *fund) return;
        if (std::find(out.begin(), out.end(), index) == out.end()) out.push_back(index);
    };
    for (const Taker& taker : takers) append(taker.index);
    for (std::uint32_t i = 0; i < state.genesis.contracts.size(); ++i)
        if (state.genesis.contracts[i].kind == ContractKind::Venue)
            for (const AccountIndex index : rotation(state, i, account)) append(index);
    if (fund && *fund != account) out.push_back(*fund);
    return out;
}

/// Sells collateral until `needed_usd_e6` is covered, or nothing more can be sold now.
template <class S>
void plan_sales(const S& state, AccountIndex index, i128 needed_usd_e6,
                std::vector<ClaimLeg>& claims, std::vector<Taker>& takers)
{
    if (needed_usd_e6 <= 0) return;
    const std::vector<AccountIndex> who = buyers(state, index, takers);
    const auto fund = state.find_account(state.genesis.fund);
    i128 fund_free = fund_free_usd_e6(state);
    for (const Balance& balance : in_order_of_sale(state, state.accounts[index.value]))
    {
        i128 room = std::min(balance.amount, vault_room(state, balance.token));
        for (const AccountIndex buyer : who)
        {
            if (needed_usd_e6 <= 0 || room <= 0 || claims.size() >= limits::liquidation_claims)
                break;
            const i128 wanted = std::min(
                room, mul_div_up(needed_usd_e6, state.risk.tokens[balance.token.value].unit,
                                 sale_price_e8(state, balance.token)));
            Taker& taker = taker_of(state, buyer, takers);
            const bool is_fund = fund && buyer == *fund;
            const i128 cash = cash_usd_e6(state, taker.account.balances);
            const auto leg = sell_to(state, balance.token, wanted, taker,
                                     is_fund ? std::min(cash, fund_free) : cash, claims);
            if (!leg) continue;
            if (is_fund) fund_free -= leg->proceeds_usd_e6;
            room -= static_cast<i128>(leg->amount);
            needed_usd_e6 -= leg->proceeds_usd_e6;
            claims.push_back(*leg);
        }
    }
}

}  // namespace ballast::engine
