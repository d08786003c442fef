// SPDX-License-Identifier: Apache-2.0
// Strict reading of TOML: tables, numbers, texts. The texts with a meaning of their own (amounts,
// hex, addresses, URLs) are in toml_values.cpp.
#include "toml_reader.hpp"

#include <ballast/base/limits.hpp>
#include <sstream>

namespace ballast::config {
namespace {
constexpr std::size_t shown_max = 60;

const toml::table& empty_table()
{
    static const toml::table table;
    return table;
}

std::string_view name_of(toml::node_type type)
{
    switch (type)
    {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "an array";
        case toml::node_type::string:
            return "text";
        case toml::node_type::integer:
            return "an integer";
        case toml::node_type::floating_point:
            return "a floating-point number";
        case toml::node_type::boolean:
            return "true or false";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time:
            return "a date or time";
        case toml::node_type::none:
            break;
    }
    return "nothing";
}
}  // namespace

void Findings::keep(std::optional<ConfigProblem>& kept, const toml::source_region& where,
                    std::string key, std::string found, std::string expected)
{
    kept = ConfigProblem{.file = file_,
                         .line = where.begin.line,
                         .column = where.begin.column,
                         .key = std::move(key),
                         .found = std::move(found),
                         .expected = std::move(expected)};
}

void Findings::wrong(const toml::source_region& where, std::string key, std::string found,
                     std::string expected)
{
    const std::pair place{where.begin.line, where.begin.column};
    if (!wrong_ || place < std::pair{wrong_->line, wrong_->column})
        keep(wrong_, where, std::move(key), std::move(found), std::move(expected));
}

void Findings::missing(const toml::source_region& table, std::string key, std::string expected)
{
    if (!missing_) keep(missing_, table, std::move(key), "no such key", std::move(expected));
}

std::optional<ConfigProblem> Findings::worst() const { return wrong_ ? wrong_ : missing_; }

Result<toml::table, ConfigProblem> parse_toml(std::string_view text, std::string_view file)
{
    try
    {
        return toml::parse(text);
    } catch (const toml::parse_error& error)
    {
        std::string what{error.description()};
        return fail(ConfigProblem{.file = std::string{file},
                                  .line = error.source().begin.line,
                                  .column = error.source().begin.column,
                                  .found = what.empty() ? "something else" : std::move(what),
                                  .expected = "TOML 1.0"});
    }
}

std::string show(const toml::node& node)
{
    std::ostringstream out;
    if (const auto* text = node.as_string())
        out << '"' << text->get() << '"';
    else if (const auto* number = node.as_integer())
        out << number->get();
    else if (const auto* boolean = node.as_boolean())
        out << (boolean->get() ? "true" : "false");
    else
        out << name_of(node.type());
    std::string line = std::move(out).str();
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    if (line.size() > shown_max) line = line.substr(0, shown_max) + "…";
    return line;
}

std::string TableReader::path_of(std::string_view key) const
{
    return path_.empty() ? std::string{key} : path_ + "." + std::string{key};
}

const toml::node* TableReader::find(std::string_view key)
{
    asked_.emplace(key);
    return table_->get(key);
}

const toml::node* TableReader::need(std::string_view key, std::string_view expected)
{
    const toml::node* node = find(key);
    if (node == nullptr) findings_->missing(table_->source(), path_of(key), std::string{expected});
    return node;
}

void TableReader::wrong(const toml::node& node, std::string key, std::string expected)
{
    findings_->wrong(node.source(), std::move(key), show(node), std::move(expected));
}

std::optional<std::string> TableReader::string_at(std::string_view key, std::string_view expected)
{
    const toml::node* node = need(key, expected);
    if (node == nullptr) return {};
    if (const auto* text = node->as_string()) return text->get();
    wrong(*node, path_of(key), std::string{expected} + ", as text in quotes");
    return {};
}

std::string TableReader::text(std::string_view key, std::size_t size_max)
{
    const std::string expected = "text of 1 to " + std::to_string(size_max) + " bytes";
    std::optional<std::string> value = string_at(key, expected);
    if (!value) return {};
    const bool printable = std::none_of(value->begin(), value->end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
    if (!value->empty() && value->size() <= size_max && printable) return *std::move(value);
    refuse(key, expected + " without control characters");
    return {};
}

std::int64_t TableReader::integer_in(std::string_view key, std::int64_t least, std::int64_t most,
                                     std::optional<std::int64_t> absent)
{
    std::string expected = "an integer of at least " + std::to_string(least);
    if (most != std::numeric_limits<std::int64_t>::max())
        expected = "an integer from " + std::to_string(least) + " to " + std::to_string(most);
    const toml::node* node = absent ? find(key) : need(key, expected);
    if (node == nullptr) return absent.value_or(0);
    const auto* number = node->as_integer();
    if (number != nullptr && number->get() >= least && number->get() <= most) return number->get();
    wrong(*node, path_of(key), expected);
    return absent.value_or(0);
}

bool TableReader::boolean_or(std::string_view key, bool absent)
{
    const toml::node* node = find(key);
    if (node == nullptr) return absent;
    if (const auto* boolean = node->as_boolean()) return boolean->get();
    wrong(*node, path_of(key), "true or false");
    return absent;
}

const toml::array* TableReader::array_at(std::string_view key, std::string_view expected,
                                         std::size_t count_min)
{
    const toml::node* node = count_min == 0 ? find(key) : need(key, expected);
    if (node == nullptr) return nullptr;
    const toml::array* array = node->as_array();
    if (array != nullptr && array->size() >= count_min &&
        array->size() <= limits::config_array_items)
        return array;
    wrong(*node, path_of(key), std::string{expected});
    return nullptr;
}

TableReader TableReader::table(std::string_view key)
{
    const std::string expected = "a table [" + path_of(key) + "]";
    const toml::node* node = need(key, expected);
    if (node != nullptr && !node->is_table()) wrong(*node, path_of(key), expected);
    const toml::table* table = node == nullptr ? nullptr : node->as_table();
    return {*findings_, table == nullptr ? empty_table() : *table, path_of(key)};
}

TableReader TableReader::table_or_empty(std::string_view key)
{
    if (has(key)) return table(key);
    asked_.emplace(key);
    return {*findings_, empty_table(), path_of(key)};
}

std::vector<TableReader> TableReader::rows(std::string_view key, std::size_t count_min)
{
    const std::string expected = "rows that begin with [[" + path_of(key) + "]], at most " +
                                 std::to_string(limits::config_array_items);
    std::vector<TableReader> out;
    const toml::array* array = array_at(key, expected, count_min);
    if (array == nullptr) return out;
    for (std::size_t i = 0; i < array->size(); ++i)
    {
        const toml::node& row = *array->get(i);
        const std::string path = path_of(key) + "[" + std::to_string(i) + "]";
        if (const toml::table* table = row.as_table())
            out.emplace_back(*findings_, *table, path);
        else
            wrong(row, path, expected);
    }
    return out;
}

std::vector<std::pair<std::string, TableReader>> TableReader::named(std::string_view key)
{
    const std::string expected = "at least one table [" + path_of(key) + ".NAME]";
    std::vector<std::pair<std::string, TableReader>> out;
    const toml::node* node = need(key, expected);
    if (node == nullptr) return out;
    const toml::table* table = node->as_table();
    if (table == nullptr || table->empty())
    {
        wrong(*node, path_of(key), expected);
        return out;
    }
    for (const auto& [name, value] : *table)  // the library keeps keys in the order of their bytes
    {
        const std::string text{name.str()};
        if (const toml::table* inner = value.as_table())
            out.emplace_back(text, TableReader{*findings_, *inner, path_of(key) + "." + text});
        else
            wrong(value, path_of(key) + "." + text, expected);
    }
    return out;
}

void TableReader::refuse(std::string_view key, std::string expected)
{
    const toml::node* node = table_->get(key);
    if (node == nullptr)
        findings_->missing(table_->source(), path_of(key), std::move(expected));
    else
        wrong(*node, path_of(key), std::move(expected));
}

void TableReader::refuse_unknown()
{
    std::string known;
    for (const std::string& key : asked_) known += (known.empty() ? "" : ", ") + key;
    for (const auto& [key, value] : *table_)
        if (!asked_.contains(key.str()))
            findings_->wrong(key.source(), path_of(key.str()), "an unknown key",
                             "one of: " + known);
}

}  // namespace ballast::config
