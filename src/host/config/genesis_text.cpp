// SPDX-License-Identifier: Apache-2.0
// Writing genesis.toml with its comments. Parsing is in genesis_toml.cpp.
#include <algorithm>

#include "genesis_toml.hpp"
#include "scenarios_toml.hpp"
#include "toml_text.hpp"

namespace ballast::config {
namespace {
constexpr unsigned usd_digits = 6;

template <class T>
std::string number(T value)
{
    return std::to_string(value);
}

std::string_view name_of(QuorumRule rule)
{
    switch (rule)
    {
        case QuorumRule::TwoThirdsPlusOne:
            return "two_thirds_plus_one";
        case QuorumRule::Majority:
            return "majority";
        case QuorumRule::Fixed:
            break;
    }
    return "fixed";
}

void write_head(TomlWriter& out, const Genesis& g)
{
    out.note("The deployment as all parties agree on it: record 0 of the journal. Guardians are")
        .note("configured with the hash of its canonical form; comments and layout do not count.")
        .note("Format: docs/formats/genesis.md. Percentages are of a value, \"1 %\" = 10000 ppm.")
        .note("")
        .line("name", quote(g.name))
        .line("salt", quote_hex(g.salt.view()))
        .note("follows from name, guardian keys and salt; compared when present")
        .line("deployment_id", quote_hex(g.deployment_id.view()))
        .line("time_ms", number(g.time_ms), "of record 0, milliseconds since 1970 UTC")
        .line("hub_key", quote_hex(g.hub_key.view()), "signs batch heads")
        .note("accounts of the insurance fund and the treasury: owner | home chain | subaccount")
        .line("fund", quote_hex(g.fund.value.view()))
        .line("treasury", quote_hex(g.treasury.value.view()))
        .line("debt_account_usd", quote_amount(g.debt_account_usd_e6, usd_digits),
              "most that an account may owe")
        .line("debt_pool_usd", quote_amount(g.debt_pool_usd_e6, usd_digits),
              "most that all accounts may owe together")
        .line("settlement_interval_ms", number(g.settlement_interval_ms),
              "unrealised P&L is settled this often; 0: never")
        .line("permit_life_ms", number(g.permit_life_ms), "from the command to a permit's expiry")
        .line("liquidation_buffer_ppm", quote_ppm(g.liquidation_buffer_ppm),
              "a liquidation ends with E_MM so much above MM")
        .line("state_hash_every", number(g.state_hash_every), "sequences between state hashes");
    out.heading("[guardians]")
        .note("set 0, by index; quorum floor(2n/3) + 1")
        .line("keys", quote_keys(g.guardians.keys));
    out.heading("[operators]")
        .note("who signs changes of the deployment, and how many of them must")
        .line("keys", quote_keys(g.operators))
        .line("needed", number(g.operators_needed));
}

void write_price_source(TomlWriter& out, const GenesisPriceSource& source)
{
    const SignerSet& set = source.signers;
    out.heading("[[price_sources]]")
        .line("index", number(set.index), "of the signer set")
        .line("keys", quote_keys(set.keys))
        .line("rule", quote(name_of(set.rule)));
    if (set.rule == QuorumRule::Fixed) out.line("fixed_quorum", number(set.fixed_quorum));
    if (set.expiry_s != 0)
        out.line("expiry_s", number(set.expiry_s), "the last second at which it may speak");
    if (set.governance_chain.value != 0)
        out.line("governance_chain", number(set.governance_chain.value));
    if (!set.governance_emitter.is_zero())
        out.line("governance_emitter", quote_hex(set.governance_emitter.view()));
    out.line("emitter_chain", number(source.emitter_chain.value))
        .line("emitter", quote_hex(source.emitter.view()));
}

void write_chain(TomlWriter& out, const GenesisChain& c)
{
    out.heading("[[chains]]")
        .line("id", number(c.id.value), "in this deployment's registry")
        .line("eip155", number(c.eip155))
        .line("name", quote(c.name))
        .line("heartbeat_blocks", number(c.heartbeat_blocks), "a HEAD at each multiple of it")
        .note("tau, the latency that collateral here is charged for, is the sum of four")
        .line("finality_ms", number(c.finality_ms))
        .line("attestation_ms", number(c.attestation_ms))
        .line("relay_ms", number(c.relay_ms))
        .line("inclusion_ms", number(c.inclusion_ms))
        .line("cap_usd", quote_amount(c.cap_usd_e6, usd_digits), "recognised value")
        .line("bucket_usd", quote_amount(c.bucket_usd_e6, usd_digits), "new recognition a day")
        .line("line_usd", quote_amount(c.line_usd_e6, usd_digits),
              "other chains' tokens given against value here");
}

void write_contract(TomlWriter& out, const GenesisContract& c)
{
    out.heading("[[contracts]]")
        .line("kind", quote(c.kind == ContractKind::Vault ? "vault" : "venue"))
        .line("chain", number(c.chain.value))
        .line("address", quote_address(c.address))
        .line("code_hash", quote_hex(c.code_hash.view()))
        .line("deployed_block", number(c.deployed_block), "where following starts")
        .line("order_life_ms", number(c.order_life_ms), "from the command to an order's expiry");
    if (c.release_delay_ms != 0)
        out.line("release_delay_ms", number(c.release_delay_ms), "the vault's, for large releases");
}

void write_feed(TomlWriter& out, const GenesisFeed& f)
{
    out.heading("[[feeds]]")
        .line("name", quote(f.name))
        .line("id", quote_hex(f.id.view()))
        .line("expo_min", number(f.expo_min), "prices are price * 10^expo USD")
        .line("expo_max", number(f.expo_max))
        .line("staleness_ms", number(f.staleness_ms), "older: no new risk, no withdrawal")
        .line("conf_ppm_max", quote_ppm(f.conf_ppm_max), "of the price; above: degraded");
}

void write_asset(TomlWriter& out, const Genesis& g, const GenesisAsset& a)
{
    out.heading("[[assets]]")
        .line("symbol", quote(a.symbol))
        .line("feed", feed_reference(g, a.feed))
        .line("market_ppm", quote_ppm(a.market_ppm), "m, the market part of the haircut")
        .line("floor_ppm", quote_ppm(a.floor_ppm), "least m")
        .line("cap_ppm", quote_ppm(a.cap_ppm), "most that the whole haircut can be")
        .line("confidence_k_ppm", quote_ppm(a.confidence_k_ppm), "k of price - k*conf")
        .line("discount_ppm", quote_ppm(a.discount_ppm), "a liquidation sells it so much cheaper")
        .line("settlement", a.settlement ? "true" : "false", "P&L settles in it");
}

void write_token(TomlWriter& out, const GenesisToken& t)
{
    const auto amount = [&](u128 units) {
        return quote_amount(static_cast<i128>(units), t.decimals);
    };
    out.heading("[[tokens]]")
        .line("chain", number(t.chain.value))
        .line("address", quote_address(t.address))
        .line("asset", quote(t.asset))
        .line("decimals", number(t.decimals))
        .line("liquidity_ppm", quote_ppm(t.liquidity_ppm), "Q")
        .line("security_ppm", quote_ppm(t.security_ppm), "S")
        .line("concentration_ppm", quote_ppm(t.concentration_ppm), "C")
        .line("minimum_deposit", amount(t.minimum_deposit), "less is not recognised")
        .line("cap_account", amount(t.cap_account), "recognised of one account")
        .line("cap_total", amount(t.cap_total), "recognised of all accounts")
        .line("outflow_max", amount(t.outflow_max), "paid in one rolling window of the vault")
        .line("release_large", amount(t.release_large), "from here on the vault delays");
}

void write_instrument(TomlWriter& out, const Genesis& g, const GenesisInstrument& k)
{
    out.heading("[[instruments]]")
        .line("name", quote(k.name.text()))
        .line("chain", number(k.chain.value), "of the venue")
        .line("venue", quote_address(k.venue))
        .line("feed", feed_reference(g, k.feed), "the index; also the mark")
        .line("lot", quote_amount(static_cast<i128>(k.lot_e18), 18), "base units of one lot")
        .line("tick", quote_amount(k.tick_e8, 8), "prices are multiples of it")
        .line("initial_ppm", quote_ppm(k.initial_ppm), "of notional")
        .line("maintenance_ppm", quote_ppm(k.maintenance_ppm), "of notional")
        .line("band_ppm", quote_ppm(k.band_ppm), "how far from the mark a trade may be")
        .line("discount_ppm", quote_ppm(k.discount_ppm), "worse than the mark in a liquidation")
        .line("lots_account_max", number(k.lots_account_max), "position of one account")
        .line("lots_open_max", number(k.lots_open_max), "open interest");
}
}  // namespace

std::string to_toml(const Genesis& genesis)
{
    TomlWriter out;
    write_head(out, genesis);
    for (const auto& source : genesis.price_sources) write_price_source(out, source);
    for (const auto& chain : genesis.chains) write_chain(out, chain);
    for (const auto& contract : genesis.contracts) write_contract(out, contract);
    for (const auto& feed : genesis.feeds) write_feed(out, feed);
    for (const auto& asset : genesis.assets) write_asset(out, genesis, asset);
    for (const auto& token : genesis.tokens) write_token(out, token);
    for (const auto& instrument : genesis.instruments) write_instrument(out, genesis, instrument);
    write_scenarios(out, genesis);
    return std::move(out).text();
}

}  // namespace ballast::config
