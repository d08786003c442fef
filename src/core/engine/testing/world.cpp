// SPDX-License-Identifier: Apache-2.0
// The test deployment and its verbs.
#include "world.hpp"

#include <ballast/domain/codec.hpp>

namespace ballast::engine::testing {
namespace {
const Bytes32 eth_feed = numbered(0xFE, 1);
const Bytes32 usdc_feed = numbered(0xFE, 2);

GenesisChain chain(ChainId id, std::uint64_t eip155, std::string name)
{
    return {.id = id,
            .eip155 = eip155,
            .name = std::move(name),
            .heartbeat_blocks = 8,
            .finality_ms = 60'000,
            .attestation_ms = 2'000,
            .relay_ms = 1'000,
            .inclusion_ms = 1'000,
            .cap_usd_e6 = 1'000'000'000 * dollar,
            .bucket_usd_e6 = 500'000'000 * dollar,
            .line_usd_e6 = 10'000'000 * dollar};
}

GenesisToken token(ChainId chain, std::uint64_t number, std::string asset, std::uint8_t decimals)
{
    const u128 unit = static_cast<u128>(pow10(decimals));
    return {.chain = chain,
            .address = evm_address(number),
            .asset = std::move(asset),
            .decimals = decimals,
            .liquidity_ppm = 2'000,
            .minimum_deposit = unit / 100,
            .cap_account = unit * 10'000'000,
            .cap_total = unit * 1'000'000'000,
            .outflow_max = unit * 1'000'000,
            .release_large = unit * 100'000};
}
}  // namespace

Bytes32 numbered(std::uint8_t kind, std::uint64_t number)
{
    Bytes32 out;
    out.bytes[0] = kind;
    for (std::size_t i = 0; i < 8; ++i)
        out.bytes[31 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return out;
}

Address evm_address(std::uint64_t number)
{
    Bytes20 out;
    out.bytes[0] = 0xC0;
    for (std::size_t i = 0; i < 8; ++i)
        out.bytes[19 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return Address::from_evm(out);
}

AccountId account_number(std::uint64_t number)
{
    Bytes20 owner;
    owner.bytes[0] = 0xAC;
    for (std::size_t i = 0; i < 8; ++i)
        owner.bytes[19 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return AccountId::of_owner(owner);
}

Genesis test_genesis()
{
    Genesis g;
    g.name = "test";
    g.salt = numbered(1, 1);
    g.deployment_id = numbered(2, 2);
    g.time_ms = start_ms;
    const auto key = [](std::uint64_t n) { return evm_address(1000 + n).evm(); };
    g.guardians = {.keys = {key(1), key(2), key(3), key(4)}};
    g.hub_key = key(5);
    g.operators = {key(6)};
    g.operators_needed = 1;
    g.price_sources = {{.signers = {.keys = {key(7)}, .rule = QuorumRule::Majority},
                        .emitter_chain = {26},
                        .emitter = numbered(3, 3)}};
    g.chains = {chain(alpha, 31337, "alpha"), chain(beta, 31338, "beta")};
    const auto contract = [](ContractKind kind, ChainId on, std::uint64_t n) {
        return GenesisContract{.kind = kind,
                               .chain = on,
                               .address = evm_address(n),
                               .code_hash = numbered(4, n),
                               .order_life_ms = 300'000};
    };
    g.contracts = {contract(ContractKind::Vault, alpha, 11),
                   contract(ContractKind::Vault, beta, 12),
                   contract(ContractKind::Venue, beta, 13)};
    g.feeds = {{.id = eth_feed,
                .name = "ETH/USD",
                .expo_min = -8,
                .expo_max = -8,
                .staleness_ms = 60'000,
                .conf_ppm_max = 10'000},
               {.id = usdc_feed,
                .name = "USDC/USD",
                .expo_min = -8,
                .expo_max = -8,
                .staleness_ms = 60'000,
                .conf_ppm_max = 10'000}};
    g.assets = {{.symbol = "ETH",
                 .feed = eth_feed,
                 .market_ppm = 28'373,
                 .floor_ppm = 22'000,
                 .cap_ppm = 500'000,
                 .discount_ppm = 20'000},
                {.symbol = "USDC",
                 .feed = usdc_feed,
                 .market_ppm = 6'430,
                 .floor_ppm = 5'000,
                 .cap_ppm = 250'000,
                 .settlement = true}};
    g.tokens = {token(alpha, 21, "ETH", 18), token(alpha, 22, "USDC", 6),
                token(beta, 23, "USDC", 6)};
    g.instruments = {{.name = *InstrumentName::parse("ETH-PERP"),
                      .chain = beta,
                      .venue = evm_address(13),
                      .feed = eth_feed,
                      .lot_e18 = 1'000'000'000'000'000,
                      .tick_e8 = 1'000'000,
                      .initial_ppm = 100'000,
                      .maintenance_ppm = 50'000,
                      .band_ppm = 20'000,
                      .discount_ppm = 10'000,
                      .lots_account_max = 10'000'000,
                      .lots_open_max = 1'000'000'000}};
    g.fund = account_number(900'001);
    g.treasury = account_number(900'002);
    g.debt_account_usd_e6 = 100'000 * dollar;
    g.debt_pool_usd_e6 = 10'000'000 * dollar;
    g.permit_life_ms = 60'000;
    g.liquidation_buffer_ppm = 150'000;
    g.state_hash_every = 1;
    return g;
}

namespace {
/// The first part of the names of the instruments that a feed prices.
std::string symbol_of(const Genesis& genesis, const Bytes32& feed)
{
    for (const GenesisInstrument& listing : genesis.instruments)
        if (listing.feed == feed)
        {
            const std::string name = listing.name.text();
            return name.substr(0, name.find('-'));
        }
    return "NONE";
}
}  // namespace

void margin_portfolios(Genesis& genesis)
{
    GenesisScenarios scenarios{.model = default_scenario_model()};
    for (const GenesisFeed& feed : genesis.feeds)
        if (feed.id != usdc_feed)
            scenarios.underlyings.push_back(
                {symbol_of(genesis, feed.id), feed.id, scenarios.model.classes[0].name, 60'000});
    scenarios.messengers = {{.name = "guardians"}};
    for (const GenesisChain& chain : genesis.chains)
        scenarios.messengers[0].chains.push_back(chain.id);
    genesis.scenarios = std::move(scenarios);
}

World::World(Genesis genesis) : event_nonces(genesis.contracts.size())
{
    const RejectReason opened = apply(OpenDeployment{std::move(genesis)});
    BALLAST_ASSERT(opened == RejectReason::None);
}

RejectReason World::apply(Command command)
{
    sink.clear();
    engine::apply(state, {Sequence{next_sequence++}, now_ms, std::move(command)}, sink);
    const auto broken = recounts ? find_broken_invariant(state) : std::nullopt;
    if (broken) assertion_failed(broken->c_str(), __FILE__, __LINE__);
    return sink.rejected();
}

RejectReason World::price(std::string_view feed, std::int64_t price_e8, std::int64_t conf_e8)
{
    now_ms += 1'000;
    return apply(
        UpdatePrices{{{feed == "ETH" ? eth_feed : usdc_feed, price_e8, conf_e8, now_ms / 1000}}});
}

ObserveChain World::next_event(std::uint32_t contract, ObservationBody body)
{
    const GenesisContract& c = state.genesis.contracts[contract];
    Observation out{.chain = c.chain,
                    .emitter = c.address,
                    .sequence = state.contracts[contract].event_nonce + 1,
                    .timestamp_s = static_cast<std::uint64_t>(now_ms / 1000),
                    .deployment = state.genesis.deployment_id,
                    .eip155 = 31336U + c.chain.value,
                    .contract = c.address,
                    .block_number = next_block++,
                    .body = std::move(body)};
    out.block_hash = numbered(5, out.block_number);
    return {out, numbered(6, out.block_number)};
}

RejectReason World::deposit(const AccountId& account, TokenIndex token, i128 amount)
{
    const GenesisToken& t = state.genesis.tokens[token.value];
    const std::uint32_t vault = t.chain == alpha ? 0 : 1;
    return apply(
        next_event(vault, Locked{account, t.address, static_cast<u128>(amount), evm_address(77)}));
}

RequestWithdrawal World::withdrawal_request(const AccountId& account, TokenIndex token, i128 amount,
                                            const Address& recipient)
{
    const GenesisToken& t = state.genesis.tokens[token.value];
    const auto now_s = static_cast<std::uint64_t>(now_ms / 1000);
    return {.withdraw = {.account = account,
                         .eip155 = t.chain == alpha ? 31337U : 31338U,
                         .token = t.address,
                         .amount = static_cast<u128>(amount),
                         .recipient = recipient,
                         .issued_at_s = now_s,
                         .deadline_s = now_s + 600,
                         .nonce = ++nonce},
            .digest = numbered(10, nonce)};
}

RejectReason World::withdraw(const AccountId& account, TokenIndex token, i128 amount,
                             const Address& recipient)
{
    return apply(withdrawal_request(account, token, amount, recipient));
}

Observation World::release_report(OrderId order, ReleaseOutcome how)
{
    const OutstandingRelease& release = state.releases.at(order);
    return next_event(release.contract,
                      Released{order, state.genesis.tokens[release.token.value].address,
                               release.amount, release.recipient, how})
        .observation;
}

RejectReason World::pay(OrderId order, ReleaseOutcome how)
{
    return apply(ObserveChain{release_report(order, how), numbered(6, next_block)});
}

RequestTrade World::trade_request(const AccountId& account, const AccountId& maker,
                                  std::int64_t lots, std::int64_t price_e8)
{
    const auto until_s = static_cast<std::uint64_t>(now_ms / 1000) + 600;
    const i128 quantity =
        static_cast<i128>(lots) * static_cast<i128>(state.genesis.instruments[0].lot_e18);
    RequestTrade out{.chain = beta, .venue = evm_address(13)};
    out.quote = {maker, state.genesis.instruments[0].name, -quantity, price_e8 * pow10(10), until_s,
                 nonce};
    out.quote_digest = numbered(7, nonce);
    out.accept = {account, out.quote_digest, quantity, price_e8 * pow10(10), until_s, nonce};
    out.accept_digest = numbered(8, nonce);
    ++nonce;
    return out;
}

RejectReason World::trade(const AccountId& account, const AccountId& maker, std::int64_t lots,
                          std::int64_t price_e8)
{
    return apply(trade_request(account, maker, lots, price_e8));
}

Observation World::fill_report(OrderId order)
{
    const OutstandingPermit& p = state.permits.at(order);
    return next_event(
               p.contract,
               Filled{order, state.accounts[p.account.value].id, state.accounts[p.maker.value].id,
                      state.genesis.instruments[p.instrument.value].name,
                      static_cast<i128>(p.lots) *
                          static_cast<i128>(state.genesis.instruments[p.instrument.value].lot_e18),
                      static_cast<i128>(p.price_e8) * pow10(10), p.quote_digest})
        .observation;
}

RejectReason World::fill(OrderId order)
{
    ObserveChain command = next_event(state.permits.at(order).contract, SetChanged{});
    command.observation.body = fill_report(order).body;
    return apply(std::move(command));
}

RejectReason World::head(std::uint32_t contract, std::uint64_t time_s)
{
    ObserveChain command = next_event(
        contract, Head{state.contracts[contract].event_nonce, time_s, numbered(9, time_s)});
    command.observation.sequence = command.observation.block_number;
    return apply(std::move(command));
}

RejectReason World::opt(const AccountId& account, bool opted)
{
    return apply(next_event(2, LiquidatorOpted{account, opted}));
}

ObserveChain World::transfer_report(OrderId order, std::int64_t lots)
{
    const OutstandingTransfer& t = state.transfers.at(order);
    const GenesisInstrument& listing = state.genesis.instruments[t.instrument.value];
    return next_event(
        2, Transferred{order, state.accounts[t.account.value].id, state.accounts[t.to.value].id,
                       listing.name, static_cast<i128>(lots) * static_cast<i128>(listing.lot_e18),
                       static_cast<i128>(t.price_e8) * pow10(10)});
}

RejectReason World::transfer(OrderId order)
{
    return apply(transfer_report(order, state.transfers.at(order).lots));
}

RejectReason World::pass_to(std::int64_t time_ms)
{
    now_ms = time_ms;
    return head(0, 1);
}

const Account& World::account(const AccountId& id) const
{
    return state.accounts[state.find_account(id).value().value];
}

risk::MarginTotals World::margin(const AccountId& id) const
{
    return risk::margin_totals(account(id), state.risk, now_ms);
}

}  // namespace ballast::engine::testing
