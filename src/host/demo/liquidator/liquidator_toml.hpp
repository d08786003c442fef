// SPDX-License-Identifier: Apache-2.0
// liquidator.toml: what a liquidator may take over, and what it does with it.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/config/config_problem.hpp>
#include <ballast/config/node_toml.hpp>
#include <ballast/numeric/int128.hpp>
#include <filesystem>
#include <string>

namespace ballast::demo {

/// What becomes of a position that was taken over.
enum class HedgePolicy : std::uint8_t
{
    Hedge,  ///< the opposite is traded against the best quote
    Hold,
};

struct LiquidatorConfig
{
    std::string hub_url;
    std::filesystem::path key_file;
    std::uint64_t subaccount{};
    std::int64_t refresh_ms{};
    std::uint64_t eip155{};  ///< of the venue's chain
    std::string rpc_url;
    std::string instrument;
    i128 notional_usd_e6_max{};  ///< with more than this it leaves the rotation
    i128 reserve_usd_e6{};       ///< and with less tradable than this
    HedgePolicy policy{};
    std::uint32_t slip_ppm{};
    config::LogLevel log_level{config::LogLevel::Info};
};

/// The configuration of a text, relative paths resolved against `folder`; or its first problem.
[[nodiscard]] Result<LiquidatorConfig, config::ConfigProblem> parse_liquidator_config(
    std::string_view text, std::string_view file, const std::filesystem::path& folder);
[[nodiscard]] Result<LiquidatorConfig, config::ConfigProblem> read_liquidator_config(
    const std::filesystem::path& file);
/// The file that reads as `config`.
[[nodiscard]] std::string to_toml(const LiquidatorConfig& config);

}  // namespace ballast::demo
