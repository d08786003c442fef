// SPDX-License-Identifier: Apache-2.0
// demo.toml: reading.
#include "script.hpp"

#include <ballast/base/limits.hpp>
#include <ballast/config/node_reader.hpp>
#include <ballast/config/text_file.hpp>

namespace ballast::demo {
namespace {
using config::TableReader;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t year_s = 31'536'000;

std::int64_t time_ms(TableReader& in, std::string_view key)
{
    return in.integer<std::int64_t>(key, 0, hour_ms);
}

std::chrono::milliseconds duration(TableReader& in, std::string_view key)
{
    return std::chrono::milliseconds{in.integer<std::int64_t>(key, 1, hour_ms)};
}

void read_chains(TableReader& root, Script& out)
{
    TableReader in = root.table("chains");
    out.block_s = in.integer<std::int64_t>("block_s", 1, 60);
    out.epoch_slots = in.integer<std::uint64_t>("epoch_slots", 1, 64);
    out.poll_ms = in.integer<std::int64_t>("poll_ms", 1, 60'000);
    in.refuse_unknown();
    TableReader vault = root.table("vault");
    out.vault_window_s = vault.integer<std::uint64_t>("window_s", 1, year_s);
    vault.refuse_unknown();
}

void read_withdrawals(TableReader& root, Script& out)
{
    TableReader in = root.table("withdrawals");
    out.withdraw_weth = in.amount("trader_weth", 18);
    out.withdraw_large_usdc = in.amount("maker_usdc", 6);
    in.refuse_unknown();
}

void read_deposits(TableReader& root, Script& out)
{
    TableReader in = root.table("deposits");
    out.trader_weth = in.amount("trader_weth", 18);
    out.trader_usdc = in.amount("trader_usdc", 6);
    out.maker_usdc = in.amount("maker_usdc", 6);
    out.lost_weth = in.amount("lost_weth", 18);
    in.refuse_unknown();
}

void read_trades(TableReader& root, Script& out)
{
    TableReader in = root.table("trades");
    out.instrument = in.text("instrument", 32);
    out.open_e18 = in.amount("open", 18);
    out.too_much_e18 = in.amount("too_much", 18);
    out.unsubmitted_e18 = in.amount("unsubmitted", 18);
    out.reduce_e18 = in.amount("reduce", 18);
    out.slip_ppm = in.ppm("slip_ppm");
    in.refuse_unknown();
    TableReader prices = root.table("prices");
    out.move_from_ms = time_ms(prices, "move_from_ms");
    out.move_to_ms = time_ms(prices, "move_to_ms");
    out.speed = prices.integer<std::uint32_t>("speed", 1, 1'000);
    prices.refuse_unknown();
}

void read_maker(TableReader& root, MakerScript& out)
{
    TableReader in = root.table("maker");
    out.spread_ppm = in.ppm("spread_ppm");
    out.size_e18 = in.amount("size", 18);
    out.dated_spread_ppm = in.ppm("dated_spread_ppm");
    out.dated_size_e18 = in.amount("dated_size", 18);
    out.quote_life_ms = in.integer<std::int64_t>("quote_life_ms", 1'000, hour_ms);
    out.refresh_ms = in.integer<std::int64_t>("refresh_ms", 100, hour_ms);
    out.reserve_usd_e6 = in.amount("reserve_usd", 6);
    in.refuse_unknown();
}

void read_portfolio(TableReader& root, PortfolioScript& out)
{
    TableReader in = root.table("portfolio");
    out.weth = in.amount("weth", 18);
    out.call = in.text("call", 32);
    out.call_e18 = in.amount("call_size", 18);
    out.future = in.text("future", 32);
    out.future_e18 = in.amount("future_size", 18);
    in.refuse_unknown();
}

void read_expiry(TableReader& root, ExpiryScript& out)
{
    TableReader in = root.table("expiry");
    out.instrument = in.text("instrument", 32);
    out.after_s = in.integer<std::int64_t>("after_s", 1, 3'600);
    out.size_e18 = in.amount("size", 18);
    in.refuse_unknown();
}

void read_liquidation(TableReader& root, LiquidationScript& out)
{
    TableReader in = root.table("liquidation");
    out.liquidator_usdc = in.amount("liquidator_usdc", 6);
    out.fund_usdc = in.amount("fund_usdc", 6);
    out.open_e18 = in.amount("open", 18);
    out.call_from_ms = time_ms(in, "call_from_ms");
    out.call_to_ms = time_ms(in, "call_to_ms");
    out.first_to_ms = time_ms(in, "first_to_ms");
    out.drift_to_ms = time_ms(in, "drift_to_ms");
    out.last_to_ms = time_ms(in, "last_to_ms");
    out.speed = in.integer<std::uint32_t>("speed", 1, 1'000);
    out.notional_usd_e6_max = in.amount("notional_usd_max", 6);
    out.reserve_usd_e6 = in.amount("reserve_usd", 6);
    out.blocked_usdc = in.amount("blocked_usdc", 6);
    in.refuse_unknown();
}

void read_patience(TableReader& root, Patience& out)
{
    TableReader in = root.table("patience");
    out.start = duration(in, "start_ms");
    out.transaction = duration(in, "transaction_ms");
    out.finality = duration(in, "finality_ms");
    out.lapse = duration(in, "lapse_ms");
    out.stop = duration(in, "stop_ms");
    in.refuse_unknown();
}
}  // namespace

Result<Script, config::ConfigProblem> read_script(const std::filesystem::path& file)
{
    BALLAST_TRY(const std::string text, config::read_text_file(file, limits::config_file_size));
    BALLAST_TRY(const toml::table table, config::parse_toml(text, file.string()));
    config::Findings findings{file.string()};
    TableReader root{findings, table, ""};
    Script out;
    TableReader files = root.table("files");
    out.genesis_file = config::read_path(files, "genesis", file.parent_path());
    out.prices_file = config::read_path(files, "prices", file.parent_path());
    out.surfaces_file = config::read_path(files, "surfaces", file.parent_path());
    out.marks_file = config::read_path(files, "marks", file.parent_path());
    files.refuse_unknown();
    read_chains(root, out);
    read_deposits(root, out);
    read_withdrawals(root, out);
    read_trades(root, out);
    read_maker(root, out.maker);
    read_portfolio(root, out.portfolio);
    read_expiry(root, out.expiry);
    read_liquidation(root, out.liquidation);
    read_patience(root, out.patience);
    root.refuse_unknown();
    if (auto problem = findings.worst()) return fail(*std::move(problem));
    return out;
}

}  // namespace ballast::demo
