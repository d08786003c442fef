// SPDX-License-Identifier: Apache-2.0
// Tables of an account.
#include "account_tables.hpp"

#include <array>
#include <utility>

namespace ballast::demo {
namespace {
namespace json = boost::json;

constexpr std::size_t cents = 2;
constexpr std::size_t percent_digits = 3;

/// The sums of an account, as the API names them and as people do.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> sums{{
    {"margin.equity_usd", "equity"},
    {"margin.available_usd", "M"},
    {"margin.unrealised_usd", "unrealised"},
    {"margin.equity_initial_usd", "E_IM"},
    {"margin.equity_maintenance_usd", "E_MM"},
    {"margin.initial_usd", "IM"},
    {"margin.maintenance_usd", "MM"},
    {"apart.tradable_usd", "tradable"},
}};

std::string usd(const json::value& in, std::string_view path)
{
    return short_decimal(text_at(in, path), cents);
}

/// "1.234" percent of the parts per million at a path.
std::string percent(const json::value& in, std::string_view path)
{
    const auto ppm = integer_at(in, path);
    return ppm ? short_decimal(to_decimal_scaled(*ppm, 4), percent_digits) : "?";
}
}  // namespace

std::string short_decimal(std::string_view text, std::size_t digits)
{
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string whole{text.substr(0, point)};
    for (std::size_t i = whole.size(); i > 3; i -= 3) whole.insert(i - 3, ",");
    std::string rest{point < text.size() ? text.substr(point + 1, digits) : std::string_view{}};
    return (is_negative ? "-" : "") + whole + (rest.empty() ? "" : "." + rest);
}

std::string shown(i128 value, unsigned digits)
{
    std::string out = short_decimal(to_decimal_scaled(value, digits), digits);
    if (out.find('.') == out.npos) return out;
    out.erase(out.find_last_not_of('0') + 1);
    if (out.ends_with('.')) out.pop_back();
    return out;
}

void show_collateral(Screen& screen, const json::value& account)
{
    Table table{.columns = {"asset", "<chain", "amount", "price", "V", "m %", "m*L %", "Q %", "S %",
                            "C %", "H %", "counts (IM)", "counts (MM)"}};
    for (const json::value& row : items_at(account, "balances"))
        table.rows.push_back(
            {text_at(row, "asset"), text_at(row, "chain_name"),
             short_decimal(text_at(row, "amount_decimal"), 4), usd(row, "price"),
             usd(row, "value_usd"), percent(row, "haircut.market_ppm"),
             percent(row, "haircut.latency_ppm"), percent(row, "haircut.liquidity_ppm"),
             percent(row, "haircut.security_ppm"), percent(row, "haircut.concentration_ppm"),
             percent(row, "haircut.total_initial_ppm"), usd(row, "counted_initial_usd"),
             usd(row, "counted_maintenance_usd")});
    screen.table(table);
}

void show_positions(Screen& screen, const json::value& account)
{
    // In a portfolio no position has a requirement of its own.
    const bool is_portfolio = !account.as_object().at("portfolio").is_null();
    Table table{.columns = {"position", "quantity", "entry", "mark", "notional", "unrealised"}};
    if (!is_portfolio) table.columns.insert(table.columns.end(), {"IM", "MM"});
    for (const json::value& row : items_at(account, "positions"))
    {
        table.rows.push_back({text_at(row, "instrument"),
                              short_decimal(text_at(row, "quantity"), 3), usd(row, "entry_price"),
                              usd(row, "mark"), usd(row, "notional_usd"),
                              usd(row, "unrealised_usd")});
        if (is_portfolio) continue;
        table.rows.back().push_back(usd(row, "initial_usd"));
        table.rows.back().push_back(usd(row, "maintenance_usd"));
    }
    if (!table.rows.empty()) screen.table(table);
}

void show_sums(StepLog& log, const json::value& account, std::string_view prefix)
{
    Table table{.columns = {"USD"}, .rows = {{"account"}}};
    for (const auto& [path, name] : sums)
    {
        table.columns.emplace_back(name);
        table.rows.front().push_back(usd(account, path));
        log.number(std::string{prefix} + std::string{name}, json::string{text_at(account, path)});
    }
    log.screen().table(table);
}

}  // namespace ballast::demo
