// SPDX-License-Identifier: Apache-2.0
// What happens in the demo, read from config/demo/demo.toml: sizes, times, the maker's ways. Leaves
// out the deployment (its genesis file) and where things lie on this machine (demo.hpp).
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/config/config_problem.hpp>
#include <ballast/numeric/int128.hpp>
#include <chrono>
#include <filesystem>
#include <string>

namespace ballast::demo {

/// The maker's ways, as written into its configuration.
struct MakerScript
{
    std::uint32_t spread_ppm{};
    i128 size_e18{};
    std::uint32_t dated_spread_ppm{};  ///< of options and futures
    i128 dated_size_e18{};
    std::int64_t quote_life_ms{};
    std::int64_t refresh_ms{};
    i128 reserve_usd_e6{};
};

/// A covered call across chains, and a future against the perpetual.
struct PortfolioScript
{
    i128 weth{};       ///< the writer's collateral on chain A
    std::string call;  ///< sold
    i128 call_e18{};
    std::string future;  ///< bought
    i128 future_e18{};   ///< and as much of the perpetual sold
};

/// What runs out while the demo plays.
struct ExpiryScript
{
    std::string instrument;  ///< bought in the portfolio step
    std::int64_t after_s{};  ///< from the start, when the stage is built, to its expiry
    i128 size_e18{};
};

/// The liquidator's ways, and what the fall of prices is played with.
struct LiquidationScript
{
    i128 liquidator_usdc{};
    i128 fund_usdc{};
    i128 open_e18{};  ///< bought before the fall
    std::int64_t call_from_ms{};
    std::int64_t call_to_ms{};   ///< of the price path: far enough for a margin call
    std::int64_t first_to_ms{};  ///< for a liquidation in part
    std::int64_t drift_to_ms{};  ///< while the claim waits for its chain
    std::int64_t last_to_ms{};   ///< for the rest
    std::uint32_t speed{};
    i128 notional_usd_e6_max{};
    i128 reserve_usd_e6{};
    i128 blocked_usdc{};  ///< the maker's withdrawal to an address that the token blocks
};

/// How long each kind of thing may take.
struct Patience
{
    std::chrono::milliseconds start{};
    std::chrono::milliseconds transaction{};
    std::chrono::milliseconds finality{};
    std::chrono::milliseconds lapse{};
    std::chrono::milliseconds stop{};
};

/// The whole file. Relative paths have been resolved against its folder. Amounts of WETH have 18
/// decimals, of USDC 6.
struct Script
{
    std::filesystem::path genesis_file;
    std::filesystem::path prices_file;
    std::filesystem::path surfaces_file;
    std::filesystem::path marks_file;
    std::int64_t block_s{};
    std::uint64_t epoch_slots{};
    std::int64_t poll_ms{};
    std::uint64_t vault_window_s{};
    i128 trader_weth{};
    i128 trader_usdc{};
    i128 maker_usdc{};
    i128 lost_weth{};
    std::string instrument;
    i128 open_e18{};
    i128 too_much_e18{};
    i128 unsubmitted_e18{};
    i128 reduce_e18{};
    i128 withdraw_weth{};
    i128 withdraw_large_usdc{};
    std::uint32_t slip_ppm{};
    std::int64_t move_from_ms{};
    std::int64_t move_to_ms{};
    std::uint32_t speed{};
    MakerScript maker;
    PortfolioScript portfolio;
    ExpiryScript expiry;
    LiquidationScript liquidation;
    Patience patience;
};

/// The script of a file, or its first problem with line and column.
[[nodiscard]] Result<Script, config::ConfigProblem> read_script(const std::filesystem::path& file);

}  // namespace ballast::demo
