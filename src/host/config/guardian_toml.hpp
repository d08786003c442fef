// SPDX-License-Identifier: Apache-2.0
// guardian.toml, the configuration of one guardian (config/guardian.example.toml explains each
// key). A guardian's index is not configured: it follows from its key and the genesis.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/config/config_problem.hpp>
#include <ballast/config/node_toml.hpp>
#include <ballast/domain/genesis.hpp>
#include <optional>
#include <string_view>

namespace ballast::config {

/// The whole file. Relative paths have been resolved against the folder of the file.
struct GuardianConfig
{
    std::filesystem::path genesis_file;
    Bytes32 genesis_hash;  ///< must be genesis_hash() of the file: agreed on by other means
    std::filesystem::path key_file;  ///< signs observations, heads and orders
    std::filesystem::path store_path;
    std::string hub_url;                  ///< ws:// of the hub's guardian link
    ListenAddress peers_listen;           ///< where other guardians bring observations
    std::vector<std::string> peers_dial;  ///< ws:// of other guardians
    std::vector<ChainNode> chains;        ///< in the order of their names
    std::string prices_url;               ///< ws:// stream of signed price updates
    std::int64_t omission_ms_max{};  ///< evidence handed to the hub must be sequenced within it
    LogLevel log_level{LogLevel::Info};
    bool operator==(const GuardianConfig&) const = default;
};

/// The configuration of a TOML text that stands in `folder`; `file` is only for messages.
[[nodiscard]] Result<GuardianConfig, ConfigProblem> parse_guardian_config(
    std::string_view text, std::string_view file, const std::filesystem::path& folder);
/// As parse_guardian_config, from a file.
[[nodiscard]] Result<GuardianConfig, ConfigProblem> read_guardian_config(
    const std::filesystem::path& file);
/// The text of a configuration; parse_guardian_config gives it back. Paths are written as they are.
[[nodiscard]] std::string to_toml(const GuardianConfig& config);

/// Position of the key's address in the genesis' guardian set, or nothing when it is no guardian.
[[nodiscard]] std::optional<std::uint8_t> guardian_index(const Genesis& genesis,
                                                         const Bytes20& address);

}  // namespace ballast::config
