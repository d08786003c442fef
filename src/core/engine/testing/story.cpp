// SPDX-License-Identifier: Apache-2.0
// The story's frame: genesis, time, and what every command must keep.
#include "story.hpp"

#include <ballast/engine/apply.hpp>
#include <ballast/engine/invariants.hpp>
#include <ballast/engine/testing/world.hpp>

namespace ballast::engine::testing {
namespace {
constexpr ChainId gamma{3};

void add_gamma(Genesis& g)
{
    GenesisChain chain = g.chains[1];
    chain.id = gamma;
    chain.eip155 = 31339;
    chain.name = "gamma";
    chain.finality_ms = 900'000;
    g.chains.push_back(chain);
    GenesisContract vault = g.contracts[1];
    vault.chain = gamma;
    vault.address = evm_address(14);
    g.contracts.push_back(vault);
    GenesisFeed feed = g.feeds[0];
    feed.id = numbered(0xFE, 3);
    feed.name = "BTC/USD";
    feed.staleness_ms = 30'050;  // off the grid of instants
    g.feeds.push_back(feed);
    GenesisAsset asset = g.assets[0];
    asset.symbol = "BTC";
    asset.feed = feed.id;
    g.assets.push_back(asset);
    GenesisToken token = g.tokens[2];
    token.chain = gamma;
    token.address = evm_address(24);
    token.asset = "BTC";
    token.decimals = 8;
    g.tokens.push_back(token);
    GenesisInstrument listing = g.instruments[0];
    listing.name = *InstrumentName::parse("BTC-PERP");
    listing.feed = feed.id;
    listing.lot_e18 = 100'000'000'000'000;
    g.instruments.push_back(listing);
}

/// Amounts of whole tokens that stories reach.
void set_limits(GenesisToken& token, i128 cap_account, i128 cap_total, i128 window, i128 large)
{
    const i128 unit = pow10(token.decimals);
    token.cap_account = static_cast<u128>(cap_account * unit);
    token.cap_total = static_cast<u128>(cap_total * unit);
    token.outflow_max = static_cast<u128>(window * unit);
    token.release_large = static_cast<u128>(large * unit);
    token.minimum_deposit = static_cast<u128>(unit / 1'000);
}
}  // namespace

Genesis story_genesis()
{
    Genesis g = test_genesis();
    add_gamma(g);
    g.tokens[usdc_alpha.value].decimals = 18;
    set_limits(g.tokens[0], 200, 20'000, 30, 5);
    set_limits(g.tokens[1], 400'000, 30'000'000, 60'000, 10'000);
    set_limits(g.tokens[2], 400'000, 30'000'000, 60'000, 10'000);
    set_limits(g.tokens[3], 10, 1'000, 2, 1);
    for (GenesisContract& contract : g.contracts)
        if (contract.kind == ContractKind::Vault) contract.release_delay_ms = 60'000;
    for (GenesisAsset& asset : g.assets) asset.confidence_k_ppm = 2'000'000;
    for (GenesisChain& chain : g.chains)
    {
        chain.cap_usd_e6 = 20'000'000 * dollar;
        chain.bucket_usd_e6 = 40'000'000 * dollar;
        chain.line_usd_e6 = 20'000 * dollar;
    }
    for (GenesisInstrument& listing : g.instruments) listing.lots_account_max = 200'000;
    g.settlement_interval_ms = 600'000;
    g.debt_account_usd_e6 = 2'000 * dollar;
    return g;
}

Story::Story(StoryOptions options) : options_{options}, random_{options.seed}
{
    Genesis genesis = story_genesis();
    if (options.has_dated)
        list_dated(genesis, 1'200'000 + static_cast<std::int64_t>(below(7'200'000)));
    else if (options.margins_portfolios)
        margin_portfolios(genesis);
    now_ms_ = genesis.time_ms;
    for (std::uint32_t row = 0; row < genesis.contracts.size(); ++row)
        if (genesis.contracts[row].kind == ContractKind::Vault)
            vaults_.emplace_back(genesis, row);
        else
            venues_.emplace_back(genesis, row);
    if (options.has_twins)
        for (const TwinKind kind :
             {TwinKind::ChecksFully, TwinKind::MarksAll, TwinKind::IsRestored})
            twins_.push_back({.kind = kind});
    prices_e8_ = {3'000'00000000, 1'00000000, 60'000'00000000};
    apply(OpenDeployment{genesis});
    begin();
}

bool Story::step()
{
    if (!problem_.empty() || tally_.seen.commands >= options_.commands) return false;
    const std::uint64_t before = tally_.seen.commands;
    while (tally_.seen.commands == before && problem_.empty())
    {
        pass_time();
        act_on_chain();
        if (one_in(150)) reset_routes();
        if (options_.has_dated && one_in(8)) move_market();
        const std::uint64_t which = below(100);
        if (which < 12)
            move_prices();
        else if (which < 36)
            trade();
        else if (which < 44)
            withdraw();
        else if (which < 46)
            send_nonsense();
        else if (which < 48)
            send_again();
        else if (which < 54)
            report_head();
        else
            report();
    }
    return problem_.empty();
}

void Story::fail_with(std::string what)
{
    if (problem_.empty())
        problem_ = "seed " + std::to_string(options_.seed) + ", command " +
                   std::to_string(next_sequence_ - 1) + ": " + std::move(what);
}

void Story::apply(Command command, StoryExpectation expected, const TradeEvidence* evidence)
{
    const SequencedCommand sequenced{Sequence{next_sequence_++}, now_ms_, std::move(command)};
    marks_before_.clear();
    for (const risk::InstrumentRisk& terms : state_.risk.instruments)
        marks_before_.push_back(terms.mark_e8);
    indexes_before_.clear();
    for (const market::FeedPrice& feed : state_.feeds) indexes_before_.push_back(feed.price_e8);
    sink_.clear();
    engine::apply(state_, sequenced, sink_);
    tally_.count(sink_);
    if (auto broken = find_broken_invariant(state_)) fail_with(std::move(*broken));
    check_outcome(expected);
    check_orders();
    check_twins(sequenced);
    if (next_sequence_ % options_.snapshot_every == 0) check_snapshot();
    for (const Order& order : sink_.orders)
        sent_.push_back({order, evidence != nullptr ? *evidence : TradeEvidence{}});
}

void Story::begin()
{
    const bool has_dollars = !one_in(4);
    send_prices(has_dollars ? 7 : 5, 0);
    if (options_.has_dated)
        for (const std::size_t feed : {0U, 2U}) send_surface(feed);
    pass_chains_to(static_cast<std::uint64_t>(now_ms_ / 1000));
    VenueModel& venue = venues_[0];
    venue.set_liquidator(state_.genesis.fund, true);
    crowd_ = 4 + below(40);
    lowest_share_ = one_in(5) ? 2'000 : 10;
    deposit(state_.genesis.fund, usdc_beta, (1 + below(one_in(3) ? 100'000 : 2'000)) * dollar);
    const std::uint64_t liquidators = below(8);
    for (std::uint64_t i = 1; i <= liquidators; ++i)
    {
        deposit(account_number(i), usdc_beta, (1'000 + below(200'000)) * dollar);
        venue.set_liquidator(account_number(i), true);
    }
    report_all();
}

void Story::pass_time()
{
    if (one_in(300))
    {
        pace_ = one_in(3) ? 2 : below(2);
        silent_feeds_ = pace_ == 2 && one_in(2) ? 1 + below(7) : 0;
    }
    static constexpr std::array<std::uint64_t, 3> longest_ms{60, 1'200, 9'900};
    now_ms_ += static_cast<std::int64_t>(below(longest_ms[pace_]));
    if (one_in(2'000))
        halted_until_ms_[below(3)] = now_ms_ + static_cast<std::int64_t>(below(1'200'000));
    if (one_in(600)) now_ms_ += static_cast<std::int64_t>(below(40'000));
    if (one_in(6'000)) now_ms_ += static_cast<std::int64_t>(below(5'400'000));
    // Eight times in a story, so that most of what is listed ends in it.
    if (options_.has_dated && one_in(std::max<std::uint64_t>(500, options_.commands / 8)))
        approach_expiry();
}

void Story::reset_routes()
{
    const auto reset = [](State& state) {
        for (ContractState& row : state.contracts) row.status = RouteStatus::Green;
    };
    reset(state_);
    for (Twin& twin : twins_) reset(twin.state);
}

}  // namespace ballast::engine::testing
