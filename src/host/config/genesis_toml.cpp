// SPDX-License-Identifier: Apache-2.0
// Parsing genesis.toml. The keys are the field names of domain/genesis.hpp, where a unit of the
// machine (_e6, _e8, _e18) is left out because amounts are written in whole units. Writing is in
// genesis_text.cpp.
#include "genesis_toml.hpp"

#include <ballast/base/limits.hpp>
#include <ballast/crypto/sha256.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/wire/deployment.hpp>

#include "genesis_place.hpp"
#include "scenarios_toml.hpp"
#include "text_file.hpp"
#include "toml_reader.hpp"

namespace ballast::config {
namespace {
constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t u32_max = std::numeric_limits<std::uint32_t>::max();
constexpr unsigned usd_digits = 6;
constexpr unsigned decimals_max = 24;
constexpr std::pair<std::string_view, ContractKind> contract_kinds[] = {
    {"vault", ContractKind::Vault}, {"venue", ContractKind::Venue}};
constexpr std::pair<std::string_view, QuorumRule> quorum_rules[] = {
    {"two_thirds_plus_one", QuorumRule::TwoThirdsPlusOne},
    {"majority", QuorumRule::Majority},
    {"fixed", QuorumRule::Fixed}};

ChainId chain_id(TableReader& in, std::string_view key)
{
    return {in.integer<std::uint16_t>(key, 1, std::numeric_limits<std::uint16_t>::max())};
}

/// 32 bytes of hex, or 32 ASCII characters: some public emitters are readable text.
Bytes32 emitter(TableReader& in)
{
    const std::string text = in.text("emitter", 2 + 2 * Bytes32::size);
    if (text.size() == Bytes32::size && !text.starts_with("0x"))
        return Bytes32::from(std::span<const std::uint8_t, 32>{as_bytes(text).data(), 32});
    return in.bytes<32>("emitter");
}

GenesisPriceSource read_price_source(TableReader& in)
{
    GenesisPriceSource out;
    SignerSet& set = out.signers;
    set.index = in.integer<std::uint32_t>("index", 0, u32_max);
    set.keys = in.key_addresses("keys");
    set.rule = in.choice<QuorumRule>("rule", quorum_rules);
    set.fixed_quorum = set.rule == QuorumRule::Fixed
                           ? in.integer<std::uint32_t>("fixed_quorum", 1, limits::signer_set_keys)
                           : 0;
    set.expiry_s = in.integer_or<std::uint64_t>("expiry_s", 0, 0, any);
    set.governance_chain = {in.integer_or<std::uint16_t>("governance_chain", 0, 0, 0xFFFF)};
    if (in.has("governance_emitter")) set.governance_emitter = in.bytes<32>("governance_emitter");
    out.emitter_chain = chain_id(in, "emitter_chain");
    out.emitter = emitter(in);
    return out;
}

GenesisChain read_chain(TableReader& in)
{
    GenesisChain out;
    out.id = chain_id(in, "id");
    out.eip155 = in.integer<std::uint64_t>("eip155", 1, any);
    out.name = in.text("name", limits::name_length);
    out.heartbeat_blocks = in.integer<std::uint64_t>("heartbeat_blocks", 1, any);
    out.finality_ms = in.integer<std::int64_t>("finality_ms", 0, any);
    out.attestation_ms = in.integer<std::int64_t>("attestation_ms", 0, any);
    out.relay_ms = in.integer<std::int64_t>("relay_ms", 0, any);
    out.inclusion_ms = in.integer<std::int64_t>("inclusion_ms", 0, any);
    out.cap_usd_e6 = in.amount("cap_usd", usd_digits);
    out.bucket_usd_e6 = in.amount("bucket_usd", usd_digits);
    out.line_usd_e6 = in.amount("line_usd", usd_digits);
    return out;
}

GenesisContract read_contract(TableReader& in)
{
    GenesisContract out;
    out.kind = in.choice<ContractKind>("kind", contract_kinds);
    out.chain = chain_id(in, "chain");
    out.address = in.address("address");
    out.code_hash = in.bytes<32>("code_hash");
    out.deployed_block = in.integer<std::uint64_t>("deployed_block", 0, any);
    out.order_life_ms = in.integer<std::int64_t>("order_life_ms", 1, any);
    out.release_delay_ms = in.integer_or<std::int64_t>("release_delay_ms", 0, 0, any);
    return out;
}

GenesisFeed read_feed(TableReader& in)
{
    GenesisFeed out;
    out.name = in.text("name", limits::name_length);
    out.id = in.bytes<32>("id");
    out.expo_min = in.integer<std::int32_t>("expo_min", -18, 0);
    out.expo_max = in.integer<std::int32_t>("expo_max", -18, 0);
    out.staleness_ms = in.integer<std::int64_t>("staleness_ms", 1, any);
    out.conf_ppm_max = in.ppm("conf_ppm_max");
    return out;
}

GenesisAsset read_asset(TableReader& in, const Genesis& genesis)
{
    GenesisAsset out;
    out.symbol = in.text("symbol", limits::name_length);
    out.feed = feed_reference(in, genesis);
    out.market_ppm = in.ppm("market_ppm");
    out.floor_ppm = in.ppm("floor_ppm");
    out.cap_ppm = in.ppm("cap_ppm");
    out.confidence_k_ppm = in.ppm("confidence_k_ppm");
    out.discount_ppm = in.ppm("discount_ppm");
    out.settlement = in.boolean_or("settlement", false);
    return out;
}

GenesisToken read_token(TableReader& in)
{
    GenesisToken out;
    out.chain = chain_id(in, "chain");
    out.address = in.address("address");
    out.asset = in.text("asset", limits::name_length);
    out.decimals = in.integer<std::uint8_t>("decimals", 0, decimals_max);
    out.liquidity_ppm = in.ppm("liquidity_ppm");
    out.security_ppm = in.ppm("security_ppm");
    out.concentration_ppm = in.ppm("concentration_ppm");
    // Without decimals the amounts are read as finely as can be, so that only decimals is reported.
    const unsigned digits = in.has("decimals") ? out.decimals : decimals_max;
    out.minimum_deposit = static_cast<u128>(in.amount("minimum_deposit", digits));
    out.cap_account = static_cast<u128>(in.amount("cap_account", digits));
    out.cap_total = static_cast<u128>(in.amount("cap_total", digits));
    out.outflow_max = static_cast<u128>(in.amount("outflow_max", digits));
    out.release_large = static_cast<u128>(in.amount("release_large", digits));
    return out;
}

InstrumentName instrument_name(TableReader& in)
{
    const auto name = InstrumentName::parse(in.text("name", Bytes32::size));
    if (name) return *name;
    in.refuse("name", "1 to 32 characters A-Z 0-9 - . such as \"ETH-PERP\"");
    return {};
}

GenesisInstrument read_instrument(TableReader& in, const Genesis& genesis)
{
    GenesisInstrument out;
    out.name = instrument_name(in);
    out.chain = chain_id(in, "chain");
    out.venue = in.address("venue");
    out.feed = feed_reference(in, genesis);
    out.lot_e18 = static_cast<u128>(in.amount("lot", 18));
    const i128 tick_e8 = in.amount("tick", 8);
    if (tick_e8 > any) in.refuse("tick", "less than 90 thousand million USD");
    out.tick_e8 = tick_e8 > any ? 0 : static_cast<std::int64_t>(tick_e8);
    out.initial_ppm = in.ppm("initial_ppm");
    out.maintenance_ppm = in.ppm("maintenance_ppm");
    out.band_ppm = in.ppm("band_ppm");
    out.discount_ppm = in.ppm("discount_ppm");
    out.lots_account_max = in.integer<std::int64_t>("lots_account_max", 0, any);
    out.lots_open_max = in.integer<std::int64_t>("lots_open_max", 0, any);
    return out;
}

void read_head(TableReader& in, Genesis& out)
{
    out.name = in.text("name", limits::name_length);
    out.salt = in.bytes<32>("salt");
    out.time_ms = in.integer<std::int64_t>("time_ms", 1, any);
    out.hub_key = in.key_address("hub_key");
    out.fund = {in.bytes<32>("fund")};
    out.treasury = {in.bytes<32>("treasury")};
    out.debt_account_usd_e6 = in.amount("debt_account_usd", usd_digits);
    out.debt_pool_usd_e6 = in.amount("debt_pool_usd", usd_digits);
    out.settlement_interval_ms = in.integer<std::int64_t>("settlement_interval_ms", 0, any);
    out.permit_life_ms = in.integer<std::int64_t>("permit_life_ms", 1, any);
    out.liquidation_buffer_ppm = in.ppm("liquidation_buffer_ppm");
    out.state_hash_every = in.integer<std::uint64_t>("state_hash_every", 1, any);

    TableReader guardians = in.table("guardians");
    out.guardians.keys = guardians.key_addresses("keys");
    guardians.refuse_unknown();
    TableReader operators = in.table("operators");
    out.operators = operators.key_addresses("keys");
    out.operators_needed = operators.integer<std::uint32_t>("needed", 1, limits::signer_set_keys);
    operators.refuse_unknown();
}

/// Reads each row of [[key]] with `read` and refuses what it did not ask for.
template <class Row, class Read>
void read_rows(TableReader& in, std::string_view key, std::size_t count_min, std::vector<Row>& out,
               Read read)
{
    for (TableReader& row : in.rows(key, count_min))
    {
        out.push_back(read(row));
        row.refuse_unknown();
    }
}

Genesis read_document(TableReader& in, const ModelSource& models)
{
    Genesis out;
    read_head(in, out);
    read_rows(in, "price_sources", 1, out.price_sources, read_price_source);
    read_rows(in, "chains", 1, out.chains, read_chain);
    read_rows(in, "contracts", 0, out.contracts, read_contract);
    read_rows(in, "feeds", 0, out.feeds, read_feed);
    read_rows(in, "assets", 0, out.assets, [&](TableReader& row) { return read_asset(row, out); });
    read_rows(in, "tokens", 0, out.tokens, read_token);
    read_rows(in, "instruments", 0, out.instruments,
              [&](TableReader& row) { return read_instrument(row, out); });
    out.scenarios = read_scenarios(in, out, models);
    derive(out);
    if (in.has("deployment_id") && in.bytes<32>("deployment_id") != out.deployment_id)
        in.refuse("deployment_id", to_hex_0x(out.deployment_id.view()) +
                                       ", which follows from name, guardian keys and salt");
    in.refuse_unknown();
    return out;
}
}  // namespace

Result<Genesis, ConfigProblem> parse_genesis(std::string_view text, std::string_view file,
                                             FindModel find_model)
{
    BALLAST_TRY(const toml::table root, parse_toml(text, file));
    Findings findings{file};
    TableReader in{findings, root, ""};
    Genesis genesis = read_document(in, {find_model, std::filesystem::path{file}.parent_path()});
    if (auto problem = findings.worst()) return fail(*std::move(problem));
    if (const auto problem = find_problem(genesis))
        return fail(place_problem(root, *problem, file));
    return genesis;
}

Result<Genesis, ConfigProblem> read_genesis(const std::filesystem::path& file, FindModel find_model)
{
    BALLAST_TRY(const std::string text, read_text_file(file, limits::config_file_size));
    return parse_genesis(text, file.string(), find_model);
}

void derive(Genesis& genesis)
{
    genesis.deployment_id = wire::deployment_id(genesis.name, genesis.guardians.keys, genesis.salt);
    genesis.guardians.governance_chain = hub_chain;
    genesis.guardians.governance_emitter = wire::governance_emitter(genesis.deployment_id);
}

Bytes32 genesis_hash(const Genesis& genesis) { return crypto::sha256(codec::encoded(genesis)); }

}  // namespace ballast::config
