// SPDX-License-Identifier: Apache-2.0
// maker.toml, the configuration of `ballast maker` (config/maker.example.toml explains each key).
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/config/config_problem.hpp>
#include <ballast/config/node_toml.hpp>
#include <ballast/numeric/int128.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::demo {

/// One instrument and how it is quoted.
struct QuoteWays
{
    std::string instrument;
    std::uint32_t spread_ppm{};  ///< each side's distance from the mark
    i128 size_e18{};             ///< of each side, base units
    bool operator==(const QuoteWays&) const = default;
};

/// The whole file. Relative paths have been resolved against the folder of the file.
struct MakerConfig
{
    std::string hub_url;               ///< http:// of the hub's API
    std::filesystem::path key_file;    ///< owns the maker's account and signs its quotes
    std::filesystem::path nonce_file;  ///< remembers which nonces may have been used
    std::uint64_t subaccount{};
    std::int64_t quote_life_ms{};   ///< from signing to expiry
    std::int64_t refresh_ms{};      ///< between two rounds of quotes
    i128 reserve_usd_e6{};          ///< less tradable margin than this: no quotes
    std::vector<QuoteWays> quotes;  ///< at least one, each instrument once
    config::LogLevel log_level{config::LogLevel::Info};
    bool operator==(const MakerConfig&) const = default;
};

/// The configuration of a TOML text that stands in `folder`; `file` is only for messages.
[[nodiscard]] Result<MakerConfig, config::ConfigProblem> parse_maker_config(
    std::string_view text, std::string_view file, const std::filesystem::path& folder);
/// As parse_maker_config, from a file.
[[nodiscard]] Result<MakerConfig, config::ConfigProblem> read_maker_config(
    const std::filesystem::path& file);
/// The text of a configuration; parse_maker_config gives it back. Paths are written as they are.
[[nodiscard]] std::string to_toml(const MakerConfig& config);

}  // namespace ballast::demo
