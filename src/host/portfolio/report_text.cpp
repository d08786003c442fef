// SPDX-License-Identifier: Apache-2.0
// Models side by side, and what makes each of them.
#include "report_text.hpp"

#include <algorithm>
#include <array>
#include <ballast/numeric/checked.hpp>

#include "reader.hpp"
#include "terminal.hpp"

namespace ballast::portfolio {
namespace {
constexpr std::size_t money_width = 17;
constexpr std::size_t bar_width = 20;

std::string percent(i128 part, i128 whole)
{
    if (whole <= 0) return part > 0 ? "all" : "0 %";
    const i128 tenths = (part * 1'000 + whole / 2) / whole;
    if (tenths > 99'999) return ">9999 %";
    return to_decimal_scaled(tenths, 1) + " %";
}

/// Green while there is something left, red when there is not.
std::string signed_money(i128 usd_e6, std::size_t width, const Style& style)
{
    return painted(right(money_text(usd_e6), width), usd_e6 < 0 ? Ink::Bad : Ink::Good, style);
}

std::string side_by_side(std::span<const Evaluation> evaluations, const Style& style)
{
    std::string out =
        painted(left("", 13) + right("IM", 16) + right("MM", 16) + right("E_IM", money_width) +
                    right("free", money_width) + "  used",
                Ink::Bold, style) +
        "\n";
    for (const Evaluation& e : evaluations)
        out += left(e.model, 13) + right(money_text(e.initial_usd_e6), 16) +
               right(money_text(e.maintenance_usd_e6), 16) +
               right(money_text(e.equity_initial_usd_e6), money_width) +
               signed_money(e.free_usd_e6(), money_width, style) + "  " +
               painted(bar(e.initial_usd_e6, e.equity_initial_usd_e6, 10),
                       e.free_usd_e6() < 0 ? Ink::Bad : Ink::Good, style) +
               right(percent(e.initial_usd_e6, e.equity_initial_usd_e6), 9) + "\n";
    return out;
}

std::string terms_text(const Evaluation& e, const Style& style)
{
    i128 largest = 1;
    for (const Term& term : e.terms)
        largest = std::max(largest, term.usd_e6 < 0 ? -term.usd_e6 : term.usd_e6);
    std::string out;
    for (const Term& term : e.terms)
    {
        const i128 size = term.usd_e6 < 0 ? -term.usd_e6 : term.usd_e6;
        out += "  " + left(term.name, 22) + right(money_text(term.usd_e6), money_width) + "  " +
               bar(size, largest, bar_width) + "  " +
               painted(left(term.note, 35), Ink::Faint, style) + "\n";
    }
    return out;
}

std::string lines_text(const Evaluation& e, const Style& style)
{
    if (e.lines.empty()) return "";
    std::string out =
        painted("  " + left("position", 29) + left("venue", 11) + right("quantity", 15) +
                    right("mark", 13) + right("P&L", 13) + right("at worst", 15),
                Ink::Bold, style) +
        "\n";
    for (const Line& line : e.lines)
        out += "  " + left(line.name, 29) + left(line.chain, 11) +
               right(plain(line.quantity_e9, 9), 15) +
               right(money_text(i128{line.mark_e8} / 100), 13) +
               right(money_text(line.unrealised_usd_e6), 13) +
               right(line.worst_usd_e6 ? money_text(*line.worst_usd_e6) : "", 15) + "\n";
    return out;
}

std::string change(const std::string& name, i128 before, i128 after, const Style& style)
{
    return "  " + left(name, 12) + right(money_text(before), money_width) + "  →" +
           right(money_text(after), money_width) +
           painted(right((after > before ? "+" : "") + money_text(after - before), money_width),
                   Ink::Faint, style) +
           "\n";
}

}  // namespace

std::string money_text(i128 usd_e6)
{
    const i128 cents = div_floor(usd_e6 + 5'000, 10'000);
    std::string text = to_decimal_scaled(cents, 2);
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    for (std::size_t at = text.size() - 3; at > first + 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

std::string short_money_text(i128 usd_e6)
{
    constexpr std::array<char, 6> units = {'\0', 'k', 'M', 'G', 'T', 'P'};
    const bool negative = usd_e6 < 0;
    i128 size = negative ? -usd_e6 : usd_e6;
    std::size_t unit = 0;
    while (size >= 999'500'000 && unit + 1 < units.size())
    {
        size /= 1'000;
        ++unit;
    }
    const unsigned digits = unit == 0 || size >= 99'950'000 ? 0 : size >= 9'995'000 ? 1 : 2;
    const i128 step = pow10(6 - digits);
    std::string out = to_decimal_scaled((size + step / 2) / step, digits);
    if (units[unit] != '\0') out += units[unit];
    return (negative ? "-" : "") + out;
}

std::string report_text(const PortfolioFile& file, std::span<const Evaluation> evaluations,
                        const Style& style)
{
    std::string out = painted(file.name, Ink::Bold, style) + " as of " +
                      moment_text(file.now_ms / 1'000) + ", USD\n";
    if (file.note != " ") out += painted(file.note, Ink::Faint, style) + "\n";
    out += "\n" + side_by_side(evaluations, style);
    for (const Evaluation& e : evaluations)
    {
        out += "\n" + painted(e.model, Ink::Bold, style);
        out += e.worst.empty() ? "\n" : ", worst: " + e.worst + "\n";
        out += terms_text(e, style);
    }
    if (!evaluations.empty()) out += "\n" + lines_text(evaluations.front(), style);
    return out;
}

std::string what_if_text(std::span<const Evaluation> before, std::span<const Evaluation> after,
                         const Style& style)
{
    std::string out;
    for (std::size_t i = 0; i < before.size(); ++i)
    {
        const Evaluation& a = before[i];
        const Evaluation& b = after[i];
        out += painted(left(a.model, 14) + right("before", money_width) + "   " +
                           right("after", money_width) + right("change", money_width),
                       Ink::Bold, style) +
               "\n";
        out += change("IM", a.initial_usd_e6, b.initial_usd_e6, style);
        out += change("MM", a.maintenance_usd_e6, b.maintenance_usd_e6, style);
        out += change("E_IM", a.equity_initial_usd_e6, b.equity_initial_usd_e6, style);
        out += change("free", a.free_usd_e6(), b.free_usd_e6(), style);
        out += b.free_usd_e6() < 0 ? "  " + painted("not enough margin afterwards", Ink::Bad, style)
                                   : "  " + painted("enough margin afterwards", Ink::Good, style);
        out += "\n\n";
    }
    return out;
}

std::string liquidation_text(const std::string& model, std::span<const LiquidationPrice> prices,
                             const Style& style)
{
    const auto price = [&](const LiquidationPrice& p, const std::optional<std::int64_t>& at) {
        if (!at) return right(p.is_now ? "now" : "none", 26);
        const i128 move = (i128{*at} - p.index_e8) * 1'000 / p.index_e8;
        return right(money_text(i128{*at} / 100) + " (" + (move > 0 ? "+" : "") +
                         to_decimal_scaled(move, 1) + " %)",
                     26);
    };
    std::string out = painted("liquidated under " + model + " where E_MM < MM, one price at a time",
                              Ink::Bold, style) +
                      "\n  " + left("", 10) + right("index", 16) + right("falling to", 26) +
                      right("rising to", 26) + "\n";
    for (const LiquidationPrice& p : prices)
        out += "  " + left(p.symbol, 10) + right(money_text(i128{p.index_e8} / 100), 16) +
               price(p, p.below_e8) + price(p, p.above_e8) + "\n";
    return out;
}

}  // namespace ballast::portfolio
