// SPDX-License-Identifier: Apache-2.0
// Chains with what is believed of them: delays and L_j, caps, bucket and line in use, contracts
// with their last events and heads. Source: docs/margin.md §2. Leaves out JSON.
#pragma once
#include <ballast/api/hub_services.hpp>
#include <ballast/engine/state.hpp>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ballast::api {

/// A contract as its guardians last reported it.
struct ContractView
{
    ContractKind kind{};
    Address address;
    engine::RouteStatus status{};
    std::uint64_t event_nonce{};  ///< last event applied
    std::uint64_t head_block{};   ///< block of the latest finalised HEAD
    std::uint64_t head_time_s{};  ///< 0: none yet
    std::int64_t head_age_ms{};   ///< -1: none yet
    std::uint32_t signer_set{};   ///< the guardian set that it acknowledged
    std::int64_t order_life_ms{};
};
BOOST_DESCRIBE_STRUCT(ContractView, (),
                      (kind, address, status, event_nonce, head_block, head_time_s, head_age_ms,
                       signer_set, order_life_ms))

/// A token contract and what was attested of it, token units.
struct TokenView
{
    std::string asset;
    Address address;
    std::uint8_t decimals{};
    u128 locked{};
    u128 released{};
    i128 in_accounts{};
    i128 in_clearing{};
    i128 in_flight{};    ///< approved to leave, not reported yet
    i128 unexplained{};  ///< <= 0: left without an order
    i128 difference{};   ///< containment: 0
};
BOOST_DESCRIBE_STRUCT(TokenView, (),
                      (asset, address, decimals, locked, released, in_accounts, in_clearing,
                       in_flight, unexplained, difference))

struct ChainView
{
    ChainId id;
    std::string name;
    std::uint64_t eip155{};
    // tau_j and its parts
    std::int64_t finality_ms{};
    std::int64_t attestation_ms{};
    std::int64_t relay_ms{};
    std::int64_t inclusion_ms{};
    std::int64_t settlement_delay_ms{};
    std::uint32_t latency_premium_ppm{};  ///< L_j
    // hard caps in use
    i128 cap_usd_e6{};
    i128 recognised_usd_e6{};
    i128 bucket_usd_e6{};
    i128 bucket_used_usd_e6{};  ///< with what has leaked since
    i128 line_usd_e6{};
    i128 line_used_usd_e6{};
    std::uint64_t heartbeat_blocks{};
    std::int64_t head_age_ms{};  ///< the oldest of its contracts; -1: one has none yet
    std::vector<ContractView> contracts;
    std::vector<TokenView> tokens;
    std::optional<ChainNodeStatus> node;  ///< the hub's own connection
};
BOOST_DESCRIBE_STRUCT(ChainView, (),
                      (id, name, eip155, finality_ms, attestation_ms, relay_ms, inclusion_ms,
                       settlement_delay_ms, latency_premium_ppm, cap_usd_e6, recognised_usd_e6,
                       bucket_usd_e6, bucket_used_usd_e6, line_usd_e6, line_used_usd_e6,
                       heartbeat_blocks, head_age_ms, contracts, tokens, node))

struct ChainsView
{
    Sequence sequence;
    std::int64_t time_ms{};
    std::int64_t as_of_ms{};
    std::vector<ChainView> chains;
};
BOOST_DESCRIBE_STRUCT(ChainsView, (), (sequence, time_ms, as_of_ms, chains))

/// All chains of the deployment, by row of genesis; `node` is filled in by who knows it.
[[nodiscard]] ChainsView chains_view(const engine::State& state, std::int64_t now_ms);

}  // namespace ballast::api
