// SPDX-License-Identifier: Apache-2.0
// The rules a genesis keeps: unique names, resolving references, numbers inside their ranges.
#include "genesis.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>
#include <ballast/domain/instrument_terms.hpp>
#include <ballast/numeric/checked.hpp>
#include <tuple>

namespace ballast {
namespace {
constexpr std::uint32_t one_ppm = 1'000'000;
constexpr i128 pow10_15 = 1'000'000'000'000'000;
constexpr i128 pow10_30 = static_cast<i128>(1'000'000'000'000'000) * 1'000'000'000'000'000;

/// Collects the first problem; later ones are dropped because they often follow from it.
struct Findings
{
    std::optional<GenesisProblem> first;

    void expect(bool holds, std::string field, std::string expected)
    {
        if (!holds && !first) first = GenesisProblem{std::move(field), std::move(expected)};
    }
};

std::string at(std::string_view table, std::size_t i, std::string_view field)
{
    return std::string{table} + "[" + std::to_string(i) + "]." + std::string{field};
}

template <class Rows, class Key>
void expect_unique(Findings& findings, std::string_view table, const Rows& rows,
                   std::string_view field, Key key)
{
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            findings.expect(key(rows[i]) != key(rows[k]), at(table, i, field),
                            "a value no other row has");
}

template <class Rows, class Match>
bool any(const Rows& rows, Match match)
{
    return std::any_of(rows.begin(), rows.end(), match);
}

bool is_name(const std::string& text)
{
    return !text.empty() && text.size() <= limits::name_length;
}

void check_signers(Findings& findings, const std::string& field, const SignerSet& set,
                   std::size_t keys_max)
{
    findings.expect(!set.keys.empty() && set.keys.size() <= keys_max, field + ".keys",
                    "1 to " + std::to_string(keys_max) + " keys");
    for (std::size_t i = 0; i < set.keys.size(); ++i)
    {
        findings.expect(!set.keys[i].is_zero(), field + ".keys", "no zero key");
        for (std::size_t k = 0; k < i; ++k)
            findings.expect(set.keys[i] != set.keys[k], field + ".keys", "no key twice");
    }
    findings.expect(set.quorum() >= 1 && set.quorum() <= set.keys.size(), field + ".fixed_quorum",
                    "a quorum of 1 to the number of keys");
}

void check_chains(Findings& findings, const Genesis& g)
{
    findings.expect(!g.chains.empty() && g.chains.size() <= limits::chains, "chains",
                    "1 to 64 chains");
    for (std::size_t i = 0; i < g.chains.size(); ++i)
    {
        const GenesisChain& c = g.chains[i];
        findings.expect(c.id.value >= 1 && c.id <= last_chain, at("chains", i, "id"),
                        "1 to 47632 (0xBA10)");
        findings.expect(c.eip155 >= 1, at("chains", i, "eip155"),
                        "an EIP-155 chain id, at least 1");
        findings.expect(is_name(c.name), at("chains", i, "name"), "1 to 64 characters");
        findings.expect(c.heartbeat_blocks >= 1, at("chains", i, "heartbeat_blocks"), "at least 1");
        for (const std::int64_t part :
             {c.finality_ms, c.attestation_ms, c.relay_ms, c.inclusion_ms})
            findings.expect(part >= 0 && part <= 604'800'000,
                            at("chains", i, "finality_ms … inclusion_ms"), "0 to a week each");
        for (const i128 bound : {c.cap_usd_e6, c.bucket_usd_e6, c.line_usd_e6})
            findings.expect(bound >= 0 && bound <= pow10_30, at("chains", i, "cap, bucket, line"),
                            "0 to 10^24 USD");
    }
    expect_unique(findings, "chains", g.chains, "id", [](const auto& c) { return c.id; });
    expect_unique(findings, "chains", g.chains, "eip155", [](const auto& c) { return c.eip155; });
}

void check_contracts(Findings& findings, const Genesis& g)
{
    for (std::size_t i = 0; i < g.contracts.size(); ++i)
    {
        const GenesisContract& c = g.contracts[i];
        findings.expect(any(g.chains, [&](const auto& row) { return row.id == c.chain; }),
                        at("contracts", i, "chain"), "the id of a chain above");
        findings.expect(c.address.is_evm(), at("contracts", i, "address"),
                        "an EVM address, not zero");
        findings.expect(!c.code_hash.is_zero(), at("contracts", i, "code_hash"),
                        "the hash of the deployed code");
        findings.expect(c.order_life_ms >= 1'000 && c.order_life_ms <= 604'800'000,
                        at("contracts", i, "order_life_ms"), "one second to a week");
        findings.expect(c.release_delay_ms >= 0 &&
                            c.release_delay_ms <= c.order_life_ms - (c.release_delay_ms > 0),
                        at("contracts", i, "release_delay_ms"),
                        "0 or more, and less than order_life_ms: a release must outlive its delay");
        findings.expect(c.kind != ContractKind::Vault ||
                            std::none_of(g.contracts.begin(),
                                         g.contracts.begin() + static_cast<std::ptrdiff_t>(i),
                                         [&](const auto& other) {
                                             return other.kind == ContractKind::Vault &&
                                                    other.chain == c.chain;
                                         }),
                        at("contracts", i, "kind"), "one vault a chain");
    }
    expect_unique(findings, "contracts", g.contracts, "address",
                  [](const auto& c) { return std::pair{c.chain, c.address}; });
}

void check_feeds_and_assets(Findings& findings, const Genesis& g)
{
    for (std::size_t i = 0; i < g.feeds.size(); ++i)
    {
        const GenesisFeed& f = g.feeds[i];
        findings.expect(!f.id.is_zero(), at("feeds", i, "id"), "32 bytes, not zero");
        findings.expect(f.expo_min >= -18 && f.expo_min <= f.expo_max && f.expo_max <= 0,
                        at("feeds", i, "expo_min, expo_max"), "-18 to 0, the lower first");
        findings.expect(f.staleness_ms >= 1'000, at("feeds", i, "staleness_ms"),
                        "at least one second");
    }
    expect_unique(findings, "feeds", g.feeds, "id", [](const auto& f) { return f.id; });
    std::size_t settlement = 0;
    for (std::size_t i = 0; i < g.assets.size(); ++i)
    {
        const GenesisAsset& a = g.assets[i];
        settlement += a.settlement ? 1 : 0;
        findings.expect(is_name(a.symbol), at("assets", i, "symbol"), "1 to 64 characters");
        findings.expect(any(g.feeds, [&](const auto& f) { return f.id == a.feed; }),
                        at("assets", i, "feed"), "the id of a feed above");
        findings.expect(a.cap_ppm <= one_ppm && a.floor_ppm <= a.cap_ppm && a.market_ppm <= one_ppm,
                        at("assets", i, "market_ppm, floor_ppm, cap_ppm"),
                        "floor <= cap <= 1000000");
        findings.expect(a.discount_ppm <= one_ppm / 2, at("assets", i, "discount_ppm"),
                        "0 to 500000");
        findings.expect(a.confidence_k_ppm <= 10 * one_ppm, at("assets", i, "confidence_k_ppm"),
                        "0 to 10000000");
    }
    findings.expect(settlement == 1, "assets", "exactly one asset with settlement = true");
    expect_unique(findings, "assets", g.assets, "symbol", [](const auto& a) { return a.symbol; });
}

void check_tokens(Findings& findings, const Genesis& g)
{
    findings.expect(g.tokens.size() <= limits::tokens, "tokens", "at most 256 tokens");
    for (std::size_t i = 0; i < g.tokens.size(); ++i)
    {
        const GenesisToken& t = g.tokens[i];
        findings.expect(any(g.chains, [&](const auto& c) { return c.id == t.chain; }),
                        at("tokens", i, "chain"), "the id of a chain above");
        findings.expect(t.address.is_evm(), at("tokens", i, "address"), "an EVM address, not zero");
        findings.expect(any(g.assets, [&](const auto& a) { return a.symbol == t.asset; }),
                        at("tokens", i, "asset"), "the symbol of an asset above");
        findings.expect(t.decimals <= 24, at("tokens", i, "decimals"), "0 to 24");
        for (const std::uint32_t part : {t.liquidity_ppm, t.security_ppm, t.concentration_ppm})
            findings.expect(part <= one_ppm,
                            at("tokens", i, "liquidity_ppm, security_ppm, concentration_ppm"),
                            "0 to 1000000");
        const u128 limit = static_cast<u128>(1) << limits::token_amount_bits;
        for (const u128 amount :
             {t.minimum_deposit, t.cap_account, t.cap_total, t.outflow_max, t.release_large})
            findings.expect(amount < limit,
                            at("tokens", i,
                               "minimum_deposit, cap_account, cap_total, outflow_max, "
                               "release_large"),
                            "below 2^112 units");
        findings.expect(
            any(g.contracts,
                [&](const auto& c) { return c.kind == ContractKind::Vault && c.chain == t.chain; }),
            at("tokens", i, "chain"), "a chain that has a vault");
        // A value must fit 128 bits at the highest price, and P&L is booked in millionths of the
        // settlement token.
        const u128 whole_max = static_cast<u128>(pow10_15) *
                               static_cast<u128>(pow10(t.decimals <= 24 ? t.decimals : 0U));
        findings.expect(t.cap_account <= t.cap_total && t.cap_total <= whole_max,
                        at("tokens", i, "cap_account, cap_total"),
                        "account <= total <= 10^15 whole tokens");
        findings.expect(
            t.decimals >= 6 ||
                !any(g.assets, [&](const auto& a) { return a.symbol == t.asset && a.settlement; }),
            at("tokens", i, "decimals"), "at least 6 for a token of the settlement asset");
    }
    expect_unique(findings, "tokens", g.tokens, "address",
                  [](const auto& t) { return std::pair{t.chain, t.address}; });
}

void check_instruments(Findings& findings, const Genesis& g)
{
    findings.expect(g.instruments.size() <= limits::instruments, "instruments",
                    "at most 4096 instruments");
    for (std::size_t i = 0; i < g.instruments.size(); ++i)
    {
        const GenesisInstrument& k = g.instruments[i];
        findings.expect(k.name.is_canonical(), at("instruments", i, "name"),
                        "1 to 32 characters A-Z 0-9 - .");
        findings.expect(any(g.contracts,
                            [&](const auto& c) {
                                return c.kind == ContractKind::Venue && c.chain == k.chain &&
                                       c.address == k.venue;
                            }),
                        at("instruments", i, "venue"),
                        "a contract of kind venue on the same chain");
        findings.expect(any(g.feeds, [&](const auto& f) { return f.id == k.feed; }),
                        at("instruments", i, "feed"), "the id of a feed above");
        findings.expect(k.lot_e18 >= 1'000'000'000 && k.lot_e18 <= static_cast<u128>(pow10_30),
                        at("instruments", i, "lot_e18"), "10^9 to 10^30");
        findings.expect(k.tick_e8 >= 1, at("instruments", i, "tick_e8"), "at least 1");
        findings.expect(k.initial_ppm <= 10 * one_ppm && k.maintenance_ppm >= 1 &&
                            k.maintenance_ppm <= k.initial_ppm,
                        at("instruments", i, "initial_ppm, maintenance_ppm"),
                        "1 <= maintenance <= initial <= 10000000");
        // Else taking a part of a position over could leave the account nearer to the next one.
        findings.expect(k.discount_ppm < k.maintenance_ppm, at("instruments", i, "discount_ppm"),
                        "less than maintenance_ppm");
        findings.expect(k.band_ppm <= one_ppm, at("instruments", i, "band_ppm"), "0 to 1000000");
        const std::int64_t lots_limit = std::int64_t{1} << limits::lots_bits;
        findings.expect(k.lots_account_max >= 0 && k.lots_account_max < lots_limit &&
                            k.lots_open_max >= 0 && k.lots_open_max < lots_limit,
                        at("instruments", i, "lots_account_max, lots_open_max"), "0 to 2^53 lots");
        findings.expect(static_cast<u128>(k.lots_open_max) <= static_cast<u128>(pow10_15) *
                                                                  static_cast<u128>(pow10(18)) /
                                                                  std::max<u128>(1, k.lot_e18) &&
                            k.lots_account_max <= k.lots_open_max,
                        at("instruments", i, "lots_account_max, lots_open_max"),
                        "account <= open, and at most 10^15 base units");
        findings.expect(any(g.tokens,
                            [&](const auto& t) {
                                return t.chain == k.chain && any(g.assets, [&](const auto& a) {
                                           return a.symbol == t.asset && a.settlement;
                                       });
                            }),
                        at("instruments", i, "chain"),
                        "a chain on which a token of the settlement asset is listed");
    }
    expect_unique(findings, "instruments", g.instruments, "name",
                  [](const auto& k) { return std::tuple{k.chain, k.venue, k.name}; });
}

void check_underlyings(Findings& findings, const Genesis& g)
{
    const GenesisScenarios& scenarios = *g.scenarios;
    const auto& rows = scenarios.underlyings;
    findings.expect(!rows.empty() && rows.size() <= limits::underlyings, "scenarios.underlyings",
                    "1 to 64 underlyings");
    for (std::size_t i = 0; i < rows.size(); ++i)
    {
        findings.expect(is_name(rows[i].symbol), at("scenarios.underlyings", i, "symbol"),
                        "1 to 64 characters");
        findings.expect(any(g.feeds, [&](const auto& f) { return f.id == rows[i].feed; }),
                        at("scenarios.underlyings", i, "feed"), "the id of a feed above");
        findings.expect(
            !any(g.assets, [&](const auto& a) { return a.settlement && a.feed == rows[i].feed; }),
            at("scenarios.underlyings", i, "feed"), "a feed other than the settlement asset's");
        findings.expect(
            rows[i].surface_staleness_ms >= 1'000 && rows[i].surface_staleness_ms <= 86'400'000,
            at("scenarios.underlyings", i, "surface_staleness_ms"), "one second to one day");
        findings.expect(any(scenarios.model.classes,
                            [&](const auto& c) { return c.name == rows[i].margin_class; }),
                        at("scenarios.underlyings", i, "margin_class"), "a class of the model");
    }
    expect_unique(findings, "scenarios.underlyings", rows, "symbol",
                  [](const auto& u) { return u.symbol; });
    expect_unique(findings, "scenarios.underlyings", rows, "feed",
                  [](const auto& u) { return u.feed; });
    for (std::size_t i = 0; i < g.instruments.size(); ++i)
    {
        findings.expect(any(rows, [&](const auto& u) { return u.feed == g.instruments[i].feed; }),
                        at("instruments", i, "feed"),
                        "the feed of an underlying of scenarios.underlyings");
        findings.expect(g.instruments[i].lots_account_max <= limits::underlying_lots,
                        at("instruments", i, "lots_account_max"),
                        "at most 2^31 lots where scenarios margin");
    }
}

/// Instruments with a date in their name need a market of volatility and forwards; where there is
/// one, every name says what the instrument is.
void check_terms(Findings& findings, const Genesis& g)
{
    for (std::size_t i = 0; i < g.instruments.size(); ++i)
    {
        const GenesisInstrument& k = g.instruments[i];
        const auto terms = parse_terms(k.name);
        if (!g.scenarios)
        {
            findings.expect(!terms || terms->kind == InstrumentKind::Perpetual,
                            at("instruments", i, "name"),
                            "a perpetual: dated instruments need the section scenarios");
            continue;
        }
        findings.expect(terms && any(g.scenarios->underlyings,
                                     [&](const auto& u) {
                                         return u.feed == k.feed && u.symbol == terms->underlying;
                                     }),
                        at("instruments", i, "name"),
                        "UNDERLYING-PERP, UNDERLYING-26MAR27 or UNDERLYING-26MAR27-4000-C of the "
                        "feed's underlying; 26MAR27T134500 where it is not 08:00 UTC");
        findings.expect(!terms || terms->kind == InstrumentKind::Perpetual ||
                            terms->expiry_s * 1000 > g.time_ms,
                        at("instruments", i, "name"), "an expiry after the genesis' time");
    }
}

void check_routes(Findings& findings, const Genesis& g, std::string_view table,
                  const std::vector<GenesisRoute>& routes)
{
    findings.expect(routes.size() <= limits::chains, std::string{table}, "at most 64");
    for (std::size_t i = 0; i < routes.size(); ++i)
    {
        findings.expect(is_name(routes[i].name), at(table, i, "name"), "1 to 64 characters");
        findings.expect(!routes[i].chains.empty(), at(table, i, "chains"), "at least one chain");
        for (std::size_t k = 0; k < routes[i].chains.size(); ++k)
            findings.expect(
                any(g.chains, [&](const auto& c) { return c.id == routes[i].chains[k]; }) &&
                    std::count(routes[i].chains.begin(), routes[i].chains.end(),
                               routes[i].chains[k]) == 1,
                at(table, i, "chains"), "ids of chains above, each once");
    }
    expect_unique(findings, table, routes, "name", [](const auto& r) { return r.name; });
}

void check_scenarios(Findings& findings, const Genesis& g)
{
    check_terms(findings, g);
    if (!g.scenarios) return;
    if (const auto problem = find_problem(g.scenarios->model))
        return findings.expect(false, "scenarios.model." + problem->key, problem->expected);
    check_underlyings(findings, g);
    check_routes(findings, g, "scenarios.messengers", g.scenarios->messengers);
    check_routes(findings, g, "scenarios.sequencers", g.scenarios->sequencers);
    for (const GenesisChain& chain : g.chains)
        findings.expect(
            std::count_if(g.scenarios->sequencers.begin(), g.scenarios->sequencers.end(),
                          [&](const auto& s) {
                              return std::count(s.chains.begin(), s.chains.end(), chain.id) > 0;
                          }) <= 1,
            "scenarios.sequencers", "each chain in at most one");
}
}  // namespace

std::optional<GenesisProblem> find_problem(const Genesis& g)
{
    Findings findings;
    findings.expect(is_name(g.name), "name", "1 to 64 characters");
    findings.expect(!g.salt.is_zero(), "salt", "32 bytes, not zero");
    findings.expect(g.time_ms > 0, "time_ms", "milliseconds since 1970, above 0");
    check_signers(findings, "guardians", g.guardians, limits::deployment_guardians);
    findings.expect(g.guardians.index == 0 && g.guardians.rule == QuorumRule::TwoThirdsPlusOne,
                    "guardians.rule", "set 0 with the rule two_thirds_plus_one");
    findings.expect(!g.hub_key.is_zero(), "hub_key", "20 bytes, not zero");
    findings.expect(g.operators_needed >= 1 && g.operators_needed <= g.operators.size(),
                    "operators_needed", "1 to the number of operators");
    findings.expect(!g.price_sources.empty(), "price_sources", "at least one source of prices");
    for (std::size_t i = 0; i < g.price_sources.size(); ++i)
    {
        check_signers(findings, at("price_sources", i, "signers"), g.price_sources[i].signers,
                      limits::signer_set_keys);
        findings.expect(!g.price_sources[i].emitter.is_zero(), at("price_sources", i, "emitter"),
                        "32 bytes, not zero");
    }
    check_chains(findings, g);
    check_contracts(findings, g);
    check_feeds_and_assets(findings, g);
    check_tokens(findings, g);
    check_instruments(findings, g);
    check_scenarios(findings, g);
    findings.expect(!g.fund.value.is_zero() && !g.treasury.value.is_zero() && g.fund != g.treasury,
                    "fund, treasury", "two different accounts, not zero");
    findings.expect(g.debt_account_usd_e6 >= 0 && g.debt_account_usd_e6 <= g.debt_pool_usd_e6,
                    "debt_account, debt_pool", "0 <= account <= pool");
    findings.expect(g.settlement_interval_ms >= 0, "settlement_interval_ms", "0 (never) or more");
    findings.expect(g.permit_life_ms >= 1'000 && g.permit_life_ms <= 3'600'000, "permit_life_ms",
                    "one second to one hour");
    findings.expect(g.liquidation_buffer_ppm <= one_ppm, "liquidation_buffer_ppm", "0 to 1000000");
    findings.expect(g.state_hash_every >= 1, "state_hash_every", "at least 1");
    return findings.first;
}

}  // namespace ballast
