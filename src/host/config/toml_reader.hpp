// SPDX-License-Identifier: Apache-2.0
// Reads tables of a TOML document strictly: each key that is asked for is checked and named when
// wrong, and each key that nobody asked for is a problem. All problems are collected, so that the
// most telling one can be shown.
#pragma once
#include <toml++/toml.h>

#include <ballast/base/hex.hpp>
#include <ballast/config/config_problem.hpp>
#include <ballast/config/node_toml.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <concepts>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ballast::config {

/// Problems of one file as they are found.
class Findings
{
public:
    explicit Findings(std::string_view file) : file_{file} {}

    /// Something stands there that should be otherwise.
    void wrong(const toml::source_region& where, std::string key, std::string found,
               std::string expected);
    /// Something does not stand there; shown only when nothing is wrong, because a misspelt key is
    /// both.
    void missing(const toml::source_region& table, std::string key, std::string expected);
    /// The problem to show: the first wrong place of the file, then the first missing key.
    [[nodiscard]] std::optional<ConfigProblem> worst() const;

private:
    void keep(std::optional<ConfigProblem>& kept, const toml::source_region& where, std::string key,
              std::string found, std::string expected);

    std::string file_;
    std::optional<ConfigProblem> wrong_;
    std::optional<ConfigProblem> missing_;
};

/// A document, or where its text breaks the rules of TOML.
[[nodiscard]] Result<toml::table, ConfigProblem> parse_toml(std::string_view text,
                                                            std::string_view file);
/// A value as the file has it, shortened to a line.
[[nodiscard]] std::string show(const toml::node& node);

/// One table. A getter returns the zero value where it has noted a problem.
class TableReader
{
public:
    TableReader(Findings& findings, const toml::table& table, std::string path)
        : findings_{&findings}, table_{&table}, path_{std::move(path)}
    {}

    /// True when the key stands in the table.
    [[nodiscard]] bool has(std::string_view key) const { return table_->contains(key); }
    /// The table's own path, e.g. "tokens[2]".
    [[nodiscard]] const std::string& path() const { return path_; }

    /// Text of 1 to `size_max` bytes without control characters.
    [[nodiscard]] std::string text(std::string_view key, std::size_t size_max);
    /// An integer from `least` to `most`; the second form has a value for an absent key.
    template <std::integral T>
    [[nodiscard]] T integer(std::string_view key, std::int64_t least, std::int64_t most)
    {
        return static_cast<T>(integer_in(key, least, most, {}));
    }
    template <std::integral T>
    [[nodiscard]] T integer_or(std::string_view key, T absent, std::int64_t least,
                               std::int64_t most)
    {
        return static_cast<T>(integer_in(key, least, most, static_cast<std::int64_t>(absent)));
    }
    [[nodiscard]] bool boolean_or(std::string_view key, bool absent);
    /// Parts per million: an integer, or a percentage as text ("2.84 %").
    [[nodiscard]] std::uint32_t ppm(std::string_view key);
    /// value * 10^digits of a decimal text in whole units, >= 0 ("12.5").
    [[nodiscard]] i128 amount(std::string_view key, unsigned digits);
    /// Exactly N bytes of hex with "0x".
    template <std::size_t N>
    [[nodiscard]] FixedBytes<N> bytes(std::string_view key)
    {
        return fixed_from<N>(key, hex_of(key, N));
    }
    /// An EVM address (20 bytes; mixed case must carry the right EIP-55 checksum).
    [[nodiscard]] Bytes20 key_address(std::string_view key);
    /// A contract: an EVM address, or 32 bytes for another family of chains.
    [[nodiscard]] Address address(std::string_view key);
    /// EVM addresses, at least one.
    [[nodiscard]] std::vector<Bytes20> key_addresses(std::string_view key);
    /// Integers from `least` to `most`, at least one.
    [[nodiscard]] std::vector<std::int64_t> integers(std::string_view key, std::int64_t least,
                                                     std::int64_t most);
    /// "host:port", the host in brackets when it is an IPv6 address.
    [[nodiscard]] ListenAddress listen_or(std::string_view key, std::string_view absent);
    /// A URL that starts with one of `schemes` ("ws://").
    [[nodiscard]] std::string url(std::string_view key, std::span<const std::string_view> schemes);
    /// As url, an array with at least `count_min`.
    [[nodiscard]] std::vector<std::string> urls(std::string_view key,
                                                std::span<const std::string_view> schemes,
                                                std::size_t count_min);
    /// One of the named values.
    template <class Enum>
    [[nodiscard]] Enum choice(std::string_view key,
                              std::span<const std::pair<std::string_view, Enum>> choices,
                              std::optional<Enum> absent = {});

    /// A table below this one; an absent one reads as empty (its keys are then missing).
    [[nodiscard]] TableReader table(std::string_view key);
    /// As table, for one whose keys can all be left out.
    [[nodiscard]] TableReader table_or_empty(std::string_view key);
    /// The rows of [[key]]; `count_min` of them at least.
    [[nodiscard]] std::vector<TableReader> rows(std::string_view key, std::size_t count_min);
    /// Tables [key.NAME] in the order of their names, at least one.
    [[nodiscard]] std::vector<std::pair<std::string, TableReader>> named(std::string_view key);

    /// Notes a problem with the value of a key that was read without one.
    void refuse(std::string_view key, std::string expected);
    /// Notes each key that was not asked for. To be called last.
    void refuse_unknown();

private:
    [[nodiscard]] std::string path_of(std::string_view key) const;
    [[nodiscard]] const toml::node* find(std::string_view key);
    [[nodiscard]] const toml::node* need(std::string_view key, std::string_view expected);
    void wrong(const toml::node& node, std::string key, std::string expected);
    [[nodiscard]] std::int64_t integer_in(std::string_view key, std::int64_t least,
                                          std::int64_t most, std::optional<std::int64_t> absent);
    [[nodiscard]] std::optional<std::string> string_at(std::string_view key,
                                                       std::string_view expected);
    [[nodiscard]] std::optional<Bytes> hex_of(std::string_view key, std::size_t size);
    [[nodiscard]] const toml::array* array_at(std::string_view key, std::string_view expected,
                                              std::size_t count_min);
    template <std::size_t N>
    [[nodiscard]] FixedBytes<N> fixed_from(std::string_view, const std::optional<Bytes>& bytes)
    {
        if (!bytes) return {};
        return FixedBytes<N>::from(std::span<const std::uint8_t, N>{bytes->data(), N});
    }

    Findings* findings_;
    const toml::table* table_;
    std::string path_;
    std::set<std::string, std::less<>> asked_;
};

template <class Enum>
Enum TableReader::choice(std::string_view key,
                         std::span<const std::pair<std::string_view, Enum>> choices,
                         std::optional<Enum> absent)
{
    if (absent && !has(key))
    {
        asked_.emplace(key);
        return *absent;
    }
    std::string expected = "one of";
    for (const auto& [name, value] : choices) expected += " \"" + std::string{name} + "\"";
    const std::optional<std::string> text = string_at(key, expected);
    if (!text) return absent.value_or(Enum{});
    for (const auto& [name, value] : choices)
        if (*text == name) return value;
    refuse(key, expected);
    return absent.value_or(Enum{});
}

}  // namespace ballast::config
