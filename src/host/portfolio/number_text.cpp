// SPDX-License-Identifier: Apache-2.0
// Numbers and moments as people write them.
#include <algorithm>
#include <array>
#include <ballast/domain/instrument_terms.hpp>
#include <ballast/numeric/checked.hpp>
#include <charconv>
#include <cstdio>

#include "reader.hpp"

namespace ballast::portfolio {
namespace {
constexpr std::int64_t day_s = 86'400;

std::optional<int> parse_int(std::string_view text)
{
    if (text.starts_with('+')) text.remove_prefix(1);
    int out{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return {};
    return out;
}

/// Days since 1970 of a day of the Gregorian calendar; Howard Hinnant's days_from_civil.
std::int64_t days_of(int year, int month, int day)
{
    const int y = month <= 2 ? year - 1 : year;
    const int era = y / 400;
    const int of_era = y - era * 400;
    const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return std::int64_t{era} * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719'468;
}

/// The number of a run of digits at a fixed place.
std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t count)
{
    if (text.size() < at + count) return {};
    const std::string_view part = text.substr(at, count);
    if (!std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; })) return {};
    return parse_int(part);
}

std::optional<std::int64_t> parse_day_s(std::string_view text)
{
    const auto year = digits_at(text, 0, 4);
    const auto month = digits_at(text, 5, 2);
    const auto day = digits_at(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-') return {};
    if (*year < 2000 || *year > 2099 || *month < 1 || *month > 12 || *day < 1 || *day > 31)
        return {};
    const std::int64_t days = days_of(*year, *month, *day);
    // A day that the month does not have would be one of the next.
    if (moment_text(days * day_s).substr(0, 10) != text.substr(0, 10)) return {};
    return days * day_s;
}

}  // namespace

std::optional<i128> parse_number(std::string_view text, unsigned digits)
{
    if (text.ends_with('%'))
    {
        text.remove_suffix(1);
        while (text.ends_with(' ')) text.remove_suffix(1);
        if (digits < 2) return {};
        digits -= 2;
    }
    const std::size_t e = text.find_first_of("eE");
    if (e == text.npos)
    {
        if (text.contains('.'))
            while (text.ends_with('0') && !text.ends_with(".0")) text.remove_suffix(1);
        if (text.ends_with(".0")) text.remove_suffix(2);
        return parse_decimal_scaled(text, digits);
    }
    const auto exponent = parse_int(text.substr(e + 1));
    if (!exponent || *exponent > 38 || *exponent < -38) return {};
    // The point is moved: a few zeros, then cut where the text is finer than asked.
    std::string mantissa{text.substr(0, e)};
    const bool negative = mantissa.starts_with('-');
    if (negative) mantissa.erase(0, 1);
    const std::size_t dot = mantissa.find('.');
    if (mantissa.empty() || mantissa.size() > 80) return {};
    std::string whole = mantissa.substr(0, dot);
    std::string part = dot == mantissa.npos ? "" : mantissa.substr(dot + 1);
    for (int i = 0; i < *exponent; ++i)
    {
        whole += part.empty() ? '0' : part.front();
        if (!part.empty()) part.erase(0, 1);
    }
    for (int i = 0; i > *exponent; --i)
    {
        part.insert(0, 1, whole.empty() ? '0' : whole.back());
        if (!whole.empty()) whole.pop_back();
    }
    while (part.ends_with('0')) part.pop_back();
    if (whole.empty()) whole = "0";
    return parse_decimal_scaled((negative ? "-" : "") + whole + (part.empty() ? "" : "." + part),
                                digits);
}

std::optional<std::int64_t> parse_moment_s(std::string_view text)
{
    constexpr std::int64_t settlement_s = 8 * 3'600;
    if (const auto name = InstrumentName::parse("U-" + std::string{text}); name)
        if (const auto terms = parse_terms(*name);
            terms && terms->kind == InstrumentKind::Future && text.size() <= 7)
            return terms->expiry_s;
    const auto day = parse_day_s(text);
    if (!day) return {};
    if (text.size() == 10) return *day + settlement_s;
    const auto hour = digits_at(text, 11, 2);
    const auto minute = digits_at(text, 14, 2);
    const auto second = digits_at(text, 17, 2);
    if (text.size() != 20 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' ||
        text[16] != ':' || text[19] != 'Z' || !hour || !minute || !second)
        return {};
    if (*hour > 23 || *minute > 59 || *second > 59) return {};
    return *day + *hour * 3'600 + *minute * 60 + *second;
}

std::string moment_text(std::int64_t time_s)
{
    // Hinnant's civil_from_days, for the years that parse_moment_s knows.
    const std::int64_t shifted = time_s / day_s + 719'468;
    const std::int64_t era = shifted / 146'097;
    const std::int64_t of_era = shifted - era * 146'097;
    const std::int64_t year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
    const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const std::int64_t month = (5 * of_year + 2) / 153;
    const std::int64_t second = time_s % day_s;
    std::array<char, 96> out{};
    std::snprintf(out.data(), out.size(), "%04d-%02d-%02dT%02d:%02d:%02dZ",
                  static_cast<int>(year + era * 400 + (month >= 10 ? 1 : 0)),
                  static_cast<int>(month < 10 ? month + 3 : month - 9),
                  static_cast<int>(of_year - (153 * month + 2) / 5 + 1),
                  static_cast<int>(second / 3'600), static_cast<int>(second / 60 % 60),
                  static_cast<int>(second % 60));
    return out.data();
}

std::string plain(i128 value, unsigned digits)
{
    std::string text = to_decimal_scaled(value, digits);
    if (digits == 0 || !text.contains('.')) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string Range::sentence() const
{
    std::string out = "a number from " + plain(least, digits) + " to " + plain(most, digits);
    return out + (digits == 0 ? ", whole" : ", at most " + std::to_string(digits) + " decimals");
}

}  // namespace ballast::portfolio
