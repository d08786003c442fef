// SPDX-License-Identifier: Apache-2.0
// Record 0 of a journal: the deployment as everyone agreed on it. Its canonical bytes are hashed,
// and guardians are configured with that hash. Leaves out the text form (host/config) and derived
// look-ups (registry.hpp).
#pragma once
#include <ballast/domain/scenario_model.hpp>
#include <ballast/domain/signer_set.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ballast {

/// One chain and what is believed of it. Money in USD e6, times in milliseconds.
struct GenesisChain
{
    ChainId id;
    std::uint64_t eip155{};
    std::string name;
    std::uint64_t heartbeat_blocks{};  ///< a HEAD at each multiple of this block number
    // tau_j = the sum of these four (margin.md §2)
    std::int64_t finality_ms{};
    std::int64_t attestation_ms{};
    std::int64_t relay_ms{};
    std::int64_t inclusion_ms{};
    i128 cap_usd_e6{};     ///< recognised value on the chain
    i128 bucket_usd_e6{};  ///< gross new recognition a day
    i128 line_usd_e6{};    ///< what other chains' tokens may be given against value here
    bool operator==(const GenesisChain&) const = default;
};
BOOST_DESCRIBE_STRUCT(GenesisChain, (),
                      (id, eip155, name, heartbeat_blocks, finality_ms, attestation_ms, relay_ms,
                       inclusion_ms, cap_usd_e6, bucket_usd_e6, line_usd_e6))

enum class ContractKind : std::uint8_t
{
    Vault = 1,
    Venue = 2,
};
BOOST_DESCRIBE_ENUM(ContractKind, Vault, Venue)

/// A contract that may speak to the hub and take its orders.
struct GenesisContract
{
    ContractKind kind{};
    ChainId chain;
    Address address;
    Bytes32 code_hash;  ///< keccak256 of the deployed code; guardians check it before they follow
    std::uint64_t deployed_block{};   ///< where following starts
    std::int64_t order_life_ms{};     ///< from the command to the expiry of an order to it
    std::int64_t release_delay_ms{};  ///< a vault queues large releases so long; 0 at a venue
    bool operator==(const GenesisContract&) const = default;
};
BOOST_DESCRIBE_STRUCT(GenesisContract, (),
                      (kind, chain, address, code_hash, deployed_block, order_life_ms,
                       release_delay_ms))

/// A price feed. Prices enter as price * 10^expo USD.
struct GenesisFeed
{
    Bytes32 id;
    std::string name;
    std::int32_t expo_min{};
    std::int32_t expo_max{};
    std::int64_t staleness_ms{};   ///< older: no new risk, no withdrawal
    std::uint32_t conf_ppm_max{};  ///< conf/price above it marks the feed degraded
    bool operator==(const GenesisFeed&) const = default;
};
BOOST_DESCRIBE_STRUCT(GenesisFeed, (), (id, name, expo_min, expo_max, staleness_ms, conf_ppm_max))

/// An asset: what a token is a claim on, with the market part of its haircut (margin.md §2).
struct GenesisAsset
{
    std::string symbol;
    Bytes32 feed;
    std::uint32_t market_ppm{};        ///< m_i at T0
    std::uint32_t floor_ppm{};         ///< least m_i
    std::uint32_t cap_ppm{};           ///< most H_ij, at most 1,000,000
    std::uint32_t confidence_k_ppm{};  ///< k of price -+ k*conf in E_IM
    std::uint32_t discount_ppm{};      ///< a liquidation sells it below its index by so much
    bool settlement{};                 ///< P&L settles in it; exactly one asset
    bool operator==(const GenesisAsset&) const = default;
};
BOOST_DESCRIBE_STRUCT(GenesisAsset, (),
                      (symbol, feed, market_ppm, floor_ppm, cap_ppm, confidence_k_ppm, discount_ppm,
                       settlement))

/// A token contract on a chain: one asset's form there, with the rest of its haircut and its caps.
struct GenesisToken
{
    ChainId chain;
    Address address;
    std::string asset;  ///< symbol of a GenesisAsset
    std::uint8_t decimals{};
    std::uint32_t liquidity_ppm{};      ///< Q_ij
    std::uint32_t security_ppm{};       ///< S_ij
    std::uint32_t concentration_ppm{};  ///< C_ij, for new recognition and IM only
    u128 minimum_deposit{};             ///< token units; less is not recognised
    u128 cap_account{};                 ///< recognised token units of one account
    u128 cap_total{};                   ///< recognised token units of all accounts
    u128 outflow_max{};    ///< token units that the vault pays in one of its rolling windows
    u128 release_large{};  ///< token units from which the vault delays a release
    bool operator==(const GenesisToken&) const = default;
};
BOOST_DESCRIBE_STRUCT(GenesisToken, (),
                      (chain, address, asset, decimals, liquidity_ppm, security_ppm,
                       concentration_ppm, minimum_deposit, cap_account, cap_total, outflow_max,
                       release_large))

/// A linear perpetual on a venue.
struct GenesisInstrument
{
    InstrumentName name;
    ChainId chain;  ///< the venue's chain, where debts of its P&L arise
    Address venue;
    Bytes32 feed;            ///< the underlying's index; also the mark until marks are published
    u128 lot_e18{};          ///< base units of one lot, 18 decimals
    std::int64_t tick_e8{};  ///< prices are multiples of it
    std::uint32_t initial_ppm{};      ///< IM as a part of notional
    std::uint32_t maintenance_ppm{};  ///< MM as a part of notional, at most initial_ppm
    std::uint32_t band_ppm{};         ///< how far from the mark a trade may be priced
    std::uint32_t discount_ppm{};     ///< a liquidation hands it over this much worse than the mark
    std::int64_t lots_account_max{};  ///< |position + pending| of one account
    std::int64_t lots_open_max{};     ///< open interest: the sum of long positions and pending buys
    bool operator==(const GenesisInstrument&) const = default;
};
BOOST_DESCRIBE_STRUCT(GenesisInstrument, (),
                      (name, chain, venue, feed, lot_e18, tick_e8, initial_ppm, maintenance_ppm,
                       band_ppm, discount_ppm, lots_account_max, lots_open_max))

/// Who signs prices, and where their updates claim to come from.
struct GenesisPriceSource
{
    SignerSet signers;
    ChainId emitter_chain;
    Bytes32 emitter;
    bool operator==(const GenesisPriceSource&) const = default;
};
BOOST_DESCRIBE_STRUCT(GenesisPriceSource, (), (signers, emitter_chain, emitter))

/// What scenarios move: every instrument and every asset of its feed.
struct GenesisUnderlying
{
    std::string symbol;
    Bytes32 feed;
    std::string margin_class;  ///< name of one of the model's classes
    /// A surface or a mark that is older supports no new risk.
    std::int64_t surface_staleness_ms{};
    bool operator==(const GenesisUnderlying&) const = default;
};
BOOST_DESCRIBE_STRUCT(GenesisUnderlying, (), (symbol, feed, margin_class, surface_staleness_ms))

/// Some chains, under a name: a messenger that carries settlement between them, or a sequencer that
/// they share.
struct GenesisRoute
{
    std::string name;
    std::vector<ChainId> chains;
    bool operator==(const GenesisRoute&) const = default;
};
BOOST_DESCRIBE_STRUCT(GenesisRoute, (), (name, chains))

/// Portfolio margin (docs/margin.md): the worst scenario of everything an account holds.
struct GenesisScenarios
{
    ScenarioModel model;
    std::vector<GenesisUnderlying> underlyings;
    std::vector<GenesisRoute> messengers;
    std::vector<GenesisRoute> sequencers;  ///< each joins its chains into one settlement domain
    bool operator==(const GenesisScenarios&) const = default;
};
BOOST_DESCRIBE_STRUCT(GenesisScenarios, (), (model, underlyings, messengers, sequencers))

/// Everything a deployment starts from. `deployment_id` follows from name, guardian keys and salt
/// and is checked.
struct Genesis
{
    std::string name;
    Bytes32 salt;
    Bytes32 deployment_id;
    std::int64_t time_ms{};  ///< the time of record 0
    SignerSet guardians;     ///< set 0, rule floor(2n/3)+1
    Bytes20 hub_key;         ///< signs batch heads
    std::vector<Bytes20> operators;
    std::uint32_t operators_needed{};
    std::vector<GenesisPriceSource> price_sources;
    std::vector<GenesisChain> chains;
    std::vector<GenesisContract> contracts;
    std::vector<GenesisFeed> feeds;
    std::vector<GenesisAsset> assets;
    std::vector<GenesisToken> tokens;
    std::vector<GenesisInstrument> instruments;
    /// Without it every position is margined by itself, by its instrument's percentages.
    std::optional<GenesisScenarios> scenarios;
    AccountId fund;  ///< the insurance fund, an account like others
    AccountId treasury;
    i128 debt_account_usd_e6{};             ///< most an account may owe
    i128 debt_pool_usd_e6{};                ///< most all accounts may owe together
    std::int64_t settlement_interval_ms{};  ///< all unrealised P&L is settled this often; 0: never
    std::int64_t permit_life_ms{};          ///< from the command to a permit's expiry
    /// b: a liquidation ends with E_MM at (1 + b) times MM (margin.md §5).
    std::uint32_t liquidation_buffer_ppm{};
    std::uint64_t state_hash_every{};  ///< sequences between state hashes, at least 1
    bool operator==(const Genesis&) const = default;
};
BOOST_DESCRIBE_STRUCT(Genesis, (),
                      (name, salt, deployment_id, time_ms, guardians, hub_key, operators,
                       operators_needed, price_sources, chains, contracts, feeds, assets, tokens,
                       instruments, scenarios, fund, treasury, debt_account_usd_e6,
                       debt_pool_usd_e6, settlement_interval_ms, permit_life_ms,
                       liquidation_buffer_ppm, state_hash_every))

/// What is wrong with a genesis: the field as a path ("tokens[2].asset") and a sentence.
struct GenesisProblem
{
    std::string field;
    std::string expected;
};

/// Nothing when every reference resolves, every number is inside its range and every name is
/// unique; otherwise the first problem. Does not recompute deployment_id (that needs Keccak:
/// wire/deployment.hpp).
[[nodiscard]] std::optional<GenesisProblem> find_problem(const Genesis& genesis);

}  // namespace ballast
