// SPDX-License-Identifier: Apache-2.0
// Names of instruments to their terms and back, by hand: there are three shapes.
#include "instrument_terms.hpp"

#include <algorithm>
#include <array>
#include <ballast/numeric/checked.hpp>
#include <optional>
#include <string_view>

namespace ballast {
namespace {

constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t expiry_of_day_s = 8 * 3'600;  // where the name says no time
constexpr char time_mark = 'T';
constexpr std::size_t time_digits = 6;         // HHMMSS
constexpr std::int64_t days_to_2000 = 10'957;  // from 1970-01-01
constexpr std::array<std::string_view, 12> months{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                  "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

struct Date
{
    std::int64_t year{};  ///< since 2000, 0 to 99
    std::size_t month{};  ///< 0 to 11
    std::int64_t day{};   ///< 1 to 31
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// From 2000 to 2099 every fourth year is a leap year.
std::int64_t days_of_year(std::int64_t year) { return year % 4 == 0 ? 366 : 365; }

std::int64_t days_of_month(std::int64_t year, std::size_t month)
{
    constexpr std::array<std::int64_t, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 1 && year % 4 == 0 ? 29 : days[month];
}

/// 00:00 UTC of it, seconds since 1970.
std::int64_t begin_of(const Date& date)
{
    std::int64_t days = days_to_2000 + date.year * 365 + (date.year + 3) / 4 + date.day - 1;
    for (std::size_t month = 0; month < date.month; ++month)
        days += days_of_month(date.year, month);
    return days * day_s;
}

std::optional<Date> date_of(std::int64_t expiry_s)
{
    if (expiry_s < days_to_2000 * day_s) return {};
    std::int64_t days = expiry_s / day_s - days_to_2000;
    Date date;
    if (days >= 100 * 366) return {};
    for (; days >= days_of_year(date.year); ++date.year) days -= days_of_year(date.year);
    for (; days >= days_of_month(date.year, date.month); ++date.month)
        days -= days_of_month(date.year, date.month);
    date.day = days + 1;
    if (date.year > 99) return {};
    return date;
}

std::optional<Date> parse_date(std::string_view text)
{
    if (text.size() != 6 && text.size() != 7) return {};
    const std::string_view day = text.substr(0, text.size() - 5);
    const std::string_view year = text.substr(text.size() - 2);
    const auto* const month = std::ranges::find(months, text.substr(day.size(), 3));
    if (month == months.end() || !std::ranges::all_of(day, is_digit) || day[0] == '0' ||
        !std::ranges::all_of(year, is_digit))
        return {};
    Date date{.year = (year[0] - '0') * 10 + (year[1] - '0'),
              .month = static_cast<std::size_t>(month - months.begin())};
    for (const char digit : day) date.day = date.day * 10 + (digit - '0');
    if (date.day > days_of_month(date.year, date.month)) return {};
    return date;
}

/// The second of the day of HHMMSS.
std::optional<std::int64_t> parse_time(std::string_view text)
{
    if (text.size() != time_digits || !std::ranges::all_of(text, is_digit)) return {};
    const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    if (two(0) > 23 || two(2) > 59 || two(4) > 59) return {};
    return two(0) * 3'600 + two(2) * 60 + two(4);
}

std::string time_text(std::int64_t second_of_day)
{
    std::string out(1, time_mark);
    for (const std::int64_t part :
         {second_of_day / 3'600, second_of_day / 60 % 60, second_of_day % 60})
    {
        out += static_cast<char>('0' + part / 10);
        out += static_cast<char>('0' + part % 10);
    }
    return out;
}

/// A day, or a day and a time that is not the usual one: every expiry has one form only.
std::optional<std::int64_t> parse_expiry_s(std::string_view text)
{
    const std::size_t mark = text.find(time_mark, std::min<std::size_t>(text.size(), 6));
    const auto date = parse_date(text.substr(0, mark));
    if (!date) return {};
    if (mark == std::string_view::npos) return begin_of(*date) + expiry_of_day_s;
    const auto time_s = parse_time(text.substr(mark + 1));
    if (!time_s || *time_s == expiry_of_day_s) return {};
    return begin_of(*date) + *time_s;
}

std::string expiry_text(const Date& date, std::int64_t second_of_day)
{
    std::string out = to_decimal(static_cast<i128>(date.day));
    out += months[date.month];
    out += static_cast<char>('0' + date.year / 10);
    out += static_cast<char>('0' + date.year % 10);
    return second_of_day == expiry_of_day_s ? out : out + time_text(second_of_day);
}

std::optional<std::int64_t> parse_strike_e8(std::string_view text)
{
    const bool has_fraction = text.contains('.');
    if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) return {};
    if (text.size() > 1 && text[0] == '0' && text[1] != '.') return {};
    if (has_fraction && text.back() == '0') return {};
    const auto value = parse_decimal_scaled(text, 8);
    if (!value || *value <= 0 || !fits_64(*value)) return {};
    return static_cast<std::int64_t>(*value);
}

std::string strike_text(std::int64_t strike_e8)
{
    std::string text = to_decimal_scaled(static_cast<i128>(strike_e8), 8);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

bool is_underlying(std::string_view text)
{
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c); });
}

/// The parts between the dashes; a fifth one holds all that is too much.
struct Parts
{
    std::array<std::string_view, 5> text;
    std::size_t count{};
};

Parts split(std::string_view text)
{
    Parts parts;
    while (parts.count < parts.text.size())
    {
        const std::size_t dash = text.find('-');
        parts.text[parts.count++] = text.substr(0, dash);
        if (dash == std::string_view::npos) break;
        text.remove_prefix(dash + 1);
    }
    return parts;
}

}  // namespace

Result<InstrumentTerms, TermsError> parse_terms(const InstrumentName& name)
{
    const std::string text = name.text();
    const auto [part, count] = split(text);
    if (!name.is_canonical() || (count != 2 && count != 4)) return fail(TermsError::Shape);
    if (!is_underlying(part[0])) return fail(TermsError::Underlying);
    InstrumentTerms terms{.underlying = std::string{part[0]}};
    if (part[1] == "PERP")
    {
        if (count != 2) return fail(TermsError::Shape);
        return terms;
    }
    const auto expiry_s = parse_expiry_s(part[1]);
    if (!expiry_s) return fail(TermsError::Expiry);
    terms.kind = InstrumentKind::Future;
    terms.expiry_s = *expiry_s;
    if (count == 2) return terms;

    const auto strike_e8 = parse_strike_e8(part[2]);
    if (!strike_e8) return fail(TermsError::Strike);
    if (part[3] != "C" && part[3] != "P") return fail(TermsError::Side);
    terms.kind = InstrumentKind::Option;
    terms.strike_e8 = *strike_e8;
    terms.call = part[3] == "C";
    return terms;
}

Result<InstrumentName, TermsError> name_of(const InstrumentTerms& terms)
{
    const bool is_option = terms.kind == InstrumentKind::Option;
    if (!is_underlying(terms.underlying)) return fail(TermsError::Underlying);
    if (is_option ? terms.strike_e8 <= 0 : terms.strike_e8 != 0) return fail(TermsError::Strike);
    if (!is_option && terms.call) return fail(TermsError::Side);
    std::string text = terms.underlying + '-';
    if (terms.kind == InstrumentKind::Perpetual)
    {
        if (terms.expiry_s != 0) return fail(TermsError::Expiry);
        text += "PERP";
    }
    else
    {
        const auto date = date_of(terms.expiry_s);
        if (!date) return fail(TermsError::Expiry);
        text += expiry_text(*date, terms.expiry_s % day_s);
    }
    if (is_option) text += '-' + strike_text(terms.strike_e8) + (terms.call ? "-C" : "-P");
    const auto name = InstrumentName::parse(text);
    if (!name) return fail(TermsError::TooLong);
    return *name;
}

}  // namespace ballast
