// SPDX-License-Identifier: Apache-2.0
// Reads tables of a document strictly: each key that is asked for is checked, and named with its
// allowed range when wrong; each key that nobody asked for is a problem. All problems are
// collected, so that the most telling one can be shown.
#pragma once
#include <ballast/numeric/int128.hpp>
#include <ballast/portfolio/document.hpp>
#include <concepts>
#include <functional>
#include <optional>
#include <set>
#include <span>

namespace ballast::portfolio {

/// Problems of one file as they are found.
class Findings
{
public:
    /// Something stands there that should be otherwise.
    void wrong(const Place& where, std::string key, std::string found, std::string expected);
    /// Something does not stand there; shown only when nothing is wrong, because a misspelt key is
    /// both.
    void missing(const Place& table, std::string key, std::string expected);
    /// The problem to show: the first wrong place of the file, then the first missing key.
    [[nodiscard]] std::optional<ConfigProblem> worst() const;
    [[nodiscard]] bool empty() const { return !wrong_ && !missing_; }

private:
    std::optional<ConfigProblem> wrong_;
    std::optional<ConfigProblem> missing_;
};

/// What a number may be: value * 10^digits, from least to most.
struct Range
{
    unsigned digits{};
    i128 least{};
    i128 most{};

    [[nodiscard]] std::string sentence() const;
};

/// A part of a whole or a factor in parts per million, from 0 to `most_ppm`.
[[nodiscard]] constexpr Range parts(i128 most_ppm = 1'000'000)
{
    return {.digits = 6, .least = 0, .most = most_ppm};
}

/// value * 10^digits of a number as a person writes it: "-12.5", "1e-4", "2.84 %"; nothing when
/// malformed, finer than `digits`, or out of 128 bits.
[[nodiscard]] std::optional<i128> parse_number(std::string_view text, unsigned digits);
/// Seconds since 1970 of a moment in UTC: "2026-12-01T12:00:00Z", or of 08:00 on a day such as
/// "26MAR27" or "2027-03-26"; nothing when malformed or not of 2000 to 2099.
[[nodiscard]] std::optional<std::int64_t> parse_moment_s(std::string_view text);
/// The inverse, in RFC 3339.
[[nodiscard]] std::string moment_text(std::int64_t time_s);
/// As to_decimal_scaled, without trailing zeros.
[[nodiscard]] std::string plain(i128 value, unsigned digits);

/// One table. A getter returns the zero value where it has noted a problem.
class Reader
{
public:
    Reader(Findings& findings, const Node& table, std::string path);

    [[nodiscard]] bool has(std::string_view key) const { return table_->find(key) != nullptr; }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] const Place& place() const { return table_->place; }
    [[nodiscard]] Place place_of(std::string_view key) const;

    [[nodiscard]] i128 number(std::string_view key, const Range& range);
    [[nodiscard]] std::optional<i128> number_if(std::string_view key, const Range& range);
    template <class T>
    [[nodiscard]] T number_as(std::string_view key, const Range& range)
    {
        return static_cast<T>(number(key, range));
    }
    template <class T>
    [[nodiscard]] T number_or(std::string_view key, T absent, const Range& range)
    {
        return static_cast<T>(number_if(key, range).value_or(absent));
    }
    /// A list of at least one number.
    [[nodiscard]] std::vector<i128> numbers(std::string_view key, const Range& range);
    /// A moment (parse_moment_s), seconds.
    [[nodiscard]] std::int64_t moment(std::string_view key);
    /// Text of 1 to 64 bytes without control characters.
    [[nodiscard]] std::string text(std::string_view key);
    [[nodiscard]] std::string text_or(std::string_view key, std::string_view absent);
    [[nodiscard]] std::vector<std::string> texts(std::string_view key);
    [[nodiscard]] bool boolean_or(std::string_view key, bool absent);
    /// One of the named values.
    template <class Enum>
    [[nodiscard]] Enum choice(std::string_view key,
                              std::span<const std::pair<std::string_view, Enum>> choices)
    {
        return choose(key, text(key), choices);
    }
    template <class Enum>
    [[nodiscard]] std::vector<Enum> choices(
        std::string_view key, std::span<const std::pair<std::string_view, Enum>> choices)
    {
        std::vector<Enum> out;
        for (const std::string& name : texts(key)) out.push_back(choose(key, name, choices));
        return out;
    }

    /// A table below this one; an absent one reads as empty (its keys are then missing).
    [[nodiscard]] Reader table(std::string_view key);
    /// The tables of a list, which may be absent.
    [[nodiscard]] std::vector<Reader> rows(std::string_view key);
    /// Tables [key.NAME] in the order of the file; absent: none.
    [[nodiscard]] std::vector<std::pair<std::string, Reader>> named(std::string_view key);
    /// Numbers [key] NAME = 0.5; absent: none.
    [[nodiscard]] std::vector<std::pair<std::string, i128>> named_numbers(std::string_view key,
                                                                          const Range& range);
    /// The table of a key as it stands, for who reads it later; absent: none.
    [[nodiscard]] const Node* raw(std::string_view key);

    /// True while nothing wrong or missing was found in the whole file.
    [[nodiscard]] bool sound() const { return findings_->empty(); }
    /// Notes a problem with the value of a key, or with the table when there is none.
    void refuse(std::string_view key, std::string expected);
    void refuse(std::string_view key, std::string found, std::string expected);
    /// Notes that a key is not there.
    void lack(std::string_view key, std::string expected);
    /// Notes each key that was not asked for. To be called last.
    void refuse_unknown();

private:
    [[nodiscard]] std::string path_of(std::string_view key) const;
    [[nodiscard]] const Node* find(std::string_view key);
    [[nodiscard]] const Node* need(std::string_view key, std::string_view expected);
    [[nodiscard]] std::optional<i128> number_at(const Node& node, const std::string& path,
                                                const Range& range);
    template <class Enum>
    [[nodiscard]] Enum choose(std::string_view key, const std::string& name,
                              std::span<const std::pair<std::string_view, Enum>> choices)
    {
        std::string expected = "one of";
        for (const auto& [known, value] : choices)
        {
            if (known == name) return value;
            expected += " \"" + std::string{known} + "\"";
        }
        if (!name.empty()) refuse(key, "\"" + name + "\"", expected);
        return Enum{};
    }

    Findings* findings_;
    const Node* table_;
    std::string path_;
    std::set<std::string, std::less<>> asked_;
};

}  // namespace ballast::portfolio
