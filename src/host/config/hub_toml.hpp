// SPDX-License-Identifier: Apache-2.0
// ballast.toml, the hub's own configuration (config/ballast.example.toml explains each key). Leaves
// out what all parties must agree on: that is genesis.toml.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/config/config_problem.hpp>
#include <ballast/config/node_toml.hpp>
#include <optional>
#include <string_view>

namespace ballast::config {

/// One chain as the hub uses it: it relays orders there with an account of its own.
struct HubChain
{
    ChainNode node;
    std::filesystem::path relayer_key_file;  ///< pays for the transactions; holds no collateral
    std::int64_t replace_fee_after_ms{};  ///< a transaction still pending is sent once more with a
                                          ///< higher fee
    std::uint64_t fee_gwei_max{};         ///< most the relayer offers per unit of gas
    bool operator==(const HubChain&) const = default;
};

/// The whole file. Relative paths have been resolved against the folder of the file.
struct HubConfig
{
    std::filesystem::path genesis_file;
    std::filesystem::path store_path;
    std::filesystem::path hub_key_file;  ///< signs batch heads; its address is the genesis' hub_key
    ListenAddress listen;
    std::uint32_t verifier_threads{};     ///< 0: one less than the processors
    std::vector<HubChain> chains;         ///< in the order of their names
    std::string prices_url;               ///< ws:// stream of signed price updates
    std::uint32_t requests_per_second{};  ///< of one account
    std::uint32_t requests_burst{};       ///< of one account, at once
    std::uint32_t queue_max{};            ///< requests waiting for the engine; above it: 503
    std::uint32_t connections_max{};      ///< open HTTP and WebSocket connections
    std::int64_t
        batch_wait_ms_max{};  ///< longest that a command waits for others to share its sync
    std::uint32_t batch_records_max{};  ///< at most limits::batch_records
    std::uint64_t snapshot_every{};     ///< sequences between two snapshots of the state
    LogLevel log_level{LogLevel::Info};
    bool operator==(const HubConfig&) const = default;
};

/// The configuration of a TOML text that stands in `folder`; `file` is only for messages.
[[nodiscard]] Result<HubConfig, ConfigProblem> parse_hub_config(
    std::string_view text, std::string_view file, const std::filesystem::path& folder);
/// As parse_hub_config, from a file.
[[nodiscard]] Result<HubConfig, ConfigProblem> read_hub_config(const std::filesystem::path& file);
/// The text of a configuration; parse_hub_config gives it back. Paths are written as they are.
[[nodiscard]] std::string to_toml(const HubConfig& config);

}  // namespace ballast::config
